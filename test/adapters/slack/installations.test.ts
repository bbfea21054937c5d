import { beforeEach, describe, expect, it } from 'vitest';
import type { TaskForceId } from '../../../src/kernel/ids.ts';
import { channelPlace, Unanswered, type Sent } from '../../../src/kernel/platform.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { plainTextOf } from '../../support/slack/signed.ts';
import { CALL } from '../web/cards.ts';
import { PEOPLE, wordsFor } from '../web/fake-host.ts';
import { PUBLIC_URL, stageForEach } from './stage.ts';

const HOURS = 3_600_000;
const allowedTeams: string[] = [];
const stage = stageForEach({ how: 'oauth', rotation: true, allowedTeams });

const signal = new AbortController().signal;
const show = (platform = stage.platform): Promise<Sent> =>
  platform.show(
    { platform: 'slack', tenant: stage.team.id, place: channelPlace(stage.room.id) },
    { taskForce: 'lctf' as TaskForceId, key: 'call', card: CALL, words: wordsFor(PEOPLE), signal },
  );

interface Visit {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  readonly cookie: string;
}
async function visit(url: string, cookie = ''): Promise<Visit> {
  const response = await fetch(url, { redirect: 'manual', headers: cookie ? { cookie } : {} });
  return {
    status: response.status,
    text: await response.text(),
    location: response.headers.get('location') ?? '',
    cookie: (response.headers.get('set-cookie') ?? '').split(';', 1)[0]!,
  };
}
const kept = (): number =>
  [...stage.records.rows.keys()].filter((key) => key.startsWith('installation')).length;
const here = (address: string): string => address.replace(PUBLIC_URL, stage.url);

/** To Slack's page, "Allow", and back. */
async function begin(whole = false): Promise<{ back: string; cookie: string }> {
  stage.slack.state.consent = { team: stage.team.id, user: stage.dana.id, whole };
  const { location, cookie } = await visit(`${stage.url}/slack/install`);
  const page = await visit(location);
  return { back: here(page.location), cookie };
}
async function install(whole = false): Promise<Visit> {
  const { back, cookie } = await begin(whole);
  return visit(back, cookie);
}

beforeEach(() => {
  allowedTeams.splice(0, Infinity, stage.team.id);
});

describe('installing', () => {
  it('asks for the least, keeps the token locked, tells the core, and works', async () => {
    const { location } = await visit(`${stage.url}/slack/install`);
    const asked = new URL(location);
    expect(asked.href.startsWith(stage.slack.authorizeUrl)).toBe(true);
    expect(asked.searchParams.get('scope')).toBe(
      'app_mentions:read,channels:read,chat:write,commands,groups:read,users:read,users:read.email',
    );
    const { status, text } = await install();
    expect([status, text]).toEqual([200, expect.stringContaining('Convener is installed.')]);
    expect(stage.news).toEqual([[undefined, { kind: 'found' }]]);
    const kept = JSON.stringify([...stage.records.rows]);
    for (const token of [...stage.slack.state.tokens.keys(), ...stage.slack.state.refreshTokens.keys()])
      expect(kept).not.toContain(token);
    expect(await show()).toMatchObject({ state: 'shown' });
    stage.host.answer = () => ({ kind: 'note', text: rich`Yes.` });
    await stage.sender.command(stage.dana, stage.room, '/agenda');
    expect(stage.slack.echoesFor(stage.dana).map(plainTextOf)).toEqual(['Yes.']);
  });

  it('works once, in the browser where it began', async () => {
    const { back, cookie } = await begin();
    expect((await visit(back)).status).toBe(400);
    expect((await visit(back, cookie)).status).toBe(200);
    stage.slack.state.consent = { team: stage.team.id, user: stage.dana.id };
    const again = await visit(back, cookie);
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('was not installed')]);
  });

  it('writes nothing for whoever only opens the page, and only that it was used', async () => {
    for (let visits = 0; visits < 3; visits += 1) await visit(`${stage.url}/slack/install`);
    expect(stage.records.rows.size).toBe(0);
    const { location, cookie } = await visit(`${stage.url}/slack/install`);
    const forged = `${cookie.slice(0, -4)}AAAA`;
    const back = new URL(here((await visit(location)).location));
    back.searchParams.set('state', forged.slice(forged.indexOf('=') + 1));
    expect((await visit(back.href, forged)).status).toBe(400);
    await install();
    const kinds = [...stage.records.rows.keys()].map((key) => key.split(' ')[0]);
    expect(new Set(kinds)).toEqual(new Set(['installation', 'state']));
    expect(kinds).toHaveLength(2);
  });

  it('into a workspace that is not ours is refused, and its token given back', async () => {
    allowedTeams.splice(0, 1, 'T0000000001');
    const { status, text } = await install();
    expect([status, text]).toEqual([403, expect.stringContaining('SLACK_ALLOWED_TEAMS')]);
    expect([kept(), stage.news]).toEqual([0, []]);
    expect([...stage.slack.state.tokens.values()].map(({ state }) => state)).toEqual(['revoked']);
    expect(await stage.platform.doctor()).toContainEqual({
      what: 'Slack: only the workspaces in SLACK_ALLOWED_TEAMS can install it',
      ok: true,
    });
  });

  it('into a whole organisation is refused, and its token given back', async () => {
    const { status, text } = await install(true);
    expect([status, text]).toEqual([403, expect.stringContaining('not a whole organisation')]);
    expect(kept()).toBe(0);
    expect([...stage.slack.state.tokens.values()].map(({ state }) => state)).toEqual(['revoked']);
  });

  it('that nobody allows, or that took too long, keeps nothing', async () => {
    stage.slack.state.consent = undefined;
    const { location, cookie } = await visit(`${stage.url}/slack/install`);
    const page = await visit(location);
    expect((await visit(here(page.location), cookie)).status).toBe(400);
    const late = await begin();
    stage.slack.advance(11 * 60_000);
    expect((await visit(late.back, late.cookie)).status).toBe(400);
    expect([...stage.records.rows.keys()].filter((key) => key.startsWith('installation'))).toEqual([]);
  });
});

describe('a workspace that is not ours', () => {
  it('is thanked, and nothing happens', async () => {
    const { status } = await stage.sender.command(stage.dana, stage.room, '/agenda');
    expect(status).toBe(200);
    expect(stage.host.handled).toEqual([]);
    expect(await show()).toEqual({ state: 'dead', reason: 'not_installed' });
  });

  it('any more, since it was taken off the list: nothing is answered or sent there', async () => {
    await install();
    allowedTeams.splice(0, 1, 'T0000000001');
    expect(await show()).toEqual({ state: 'dead', reason: 'not_installed' });
    await stage.sender.command(stage.dana, stage.room, '/agenda');
    expect(stage.host.handled).toEqual([]);
    stage.records.list = async () => [
      { key: stage.team.id, value: stage.records.rows.get(`installation ${stage.team.id}`)!.value },
    ];
    expect(await stage.platform.doctor()).toContainEqual(
      expect.objectContaining({ what: `Slack: the workspace ${stage.team.id}`, ok: false }),
    );
  });

  it('that took back tokens of people only still is', async () => {
    await install();
    await stage.sender.event(stage.team, {
      type: 'tokens_revoked',
      tokens: { oauth: [stage.dana.id], bot: [] },
    });
    await stage.sender.opensHome(stage.dana);
    await stage.slack.until(() => stage.slack.homeOf(stage.dana));
    expect([kept(), stage.news.length]).toEqual([1, 1]);
    expect(await show()).toMatchObject({ state: 'shown' });
  });

  it.each(['uninstalled', 'revoked'] as const)('since it %s us is forgotten', async (how) => {
    await install();
    await show();
    await stage.sender[how](stage.team);
    await expect.poll(() => stage.news.at(-1)).toEqual([undefined, { kind: 'lost', why: 'uninstalled' }]);
    expect(await show()).toEqual({ state: 'dead', reason: 'not_installed' });
    expect([...stage.records.rows.keys()].filter((key) => key.startsWith('installation'))).toEqual([]);
  });
});

it.each(['uninstalled', 'revoked'] as const)(
  'an old word of being %s does not end the installation that came after it',
  async (how) => {
    await install();
    const heard = await stage.sender[how](stage.team);
    await expect.poll(() => stage.news.at(-1)?.[1].kind).toBe('lost');
    await install();
    stage.news.length = 0;
    await stage.sender.again(heard);
    await expect
      .poll(() => stage.log.map(({ message }) => message))
      .toContain('an old word of being uninstalled came late');
    expect(await show()).toMatchObject({ state: 'shown' });
    expect(stage.news.filter(([, { kind }]) => kind === 'lost')).toEqual([]);
  },
);

describe('a token that ends', () => {
  it('is renewed once, whoever asks and however many, in the background too', async () => {
    await install();
    await show();
    stage.slack.advance(11 * HOURS);
    const copy = stage.another();
    const all = await Promise.all([show(), show(), show(copy), show(copy), show()]);
    expect(all.map(({ state }) => state)).toEqual(['shown', 'shown', 'shown', 'shown', 'shown']);
    expect(stage.slack.state.refreshes).toBe(1);
  });

  it('that has ended already is waited for', async () => {
    await install();
    stage.slack.advance(13 * HOURS);
    const copy = stage.another();
    const all = await Promise.all([
      show(),
      show(copy),
      stage.sender.command(stage.dana, stage.room, '/agenda'),
    ]);
    expect(all).toMatchObject([{ state: 'shown' }, { state: 'shown' }, { status: 200 }]);
    expect(stage.slack.state.refreshes).toBe(1);
    stage.slack.advance(12 * HOURS);
    expect(await show(copy)).toMatchObject({ state: 'shown' });
    expect(stage.slack.state.refreshes).toBe(2);
  });

  it('that cannot be renewed works as long as it lasts', async () => {
    await install();
    stage.slack.advance(11 * HOURS);
    stage.slack.fail('oauth.v2.access', { kind: 'status', status: 503 }, { times: 3 });
    expect(await show()).toMatchObject({ state: 'shown' });
    stage.slack.advance(2 * HOURS);
    expect(await show()).toMatchObject({ state: 'retry', reason: 'http_503', silent: true });
    const place = { platform: 'slack', tenant: stage.team.id, place: channelPlace(stage.room.id) };
    await expect(stage.platform.audience(place)).rejects.toThrow(new Unanswered('http_503'));
    expect(await show()).toMatchObject({ state: 'shown' });
  });

  it('and was renewed while the database was away is held until it can be kept', async () => {
    await install();
    await show();
    stage.slack.advance(11 * HOURS);
    const put = stage.records.put.bind(stage.records);
    let away = 2;
    stage.records.put = (...what) => ((away -= 1) < 0 ? put(...what) : Promise.reject(new Error('away')));
    expect(await show()).toMatchObject({ state: 'shown' });
    stage.slack.advance(2 * HOURS);
    expect(await show()).toMatchObject({ state: 'shown' });
    await expect.poll(() => away, { timeout: 10_000 }).toBe(-1);
    expect(await show(stage.another())).toMatchObject({ state: 'shown' });
    expect(stage.slack.state.refreshes).toBe(1);
  });

  it('and is being renewed while we are taken away does not bring us back', async () => {
    await install();
    await show();
    stage.slack.advance(11 * HOURS);
    const slow = stage.slack.fail('oauth.v2.access', { kind: 'hang', effect: true });
    const sending = show();
    await slow.met;
    await stage.records.remove('installation', stage.team.id);
    slow.release();
    await sending;
    expect(kept()).toBe(0);
  });

  it('by a new installation, in the hand of another copy: it reads the new one, and nothing is lost', async () => {
    await install();
    const copy = stage.another();
    await show(copy);
    await stage.sender.uninstalled(stage.team);
    await expect.poll(kept).toBe(0);
    await install();
    expect(await show(copy)).toMatchObject({ state: 'shown' });
    await stage.sender.uninstalled(stage.team);
    await expect.poll(kept).toBe(0);
    await install();
    const place = { platform: 'slack', tenant: stage.team.id, place: channelPlace(stage.room.id) };
    expect(await copy.audience(place)).toMatchObject({ state: 'known' });
  });
});
