import { describe, expect, it } from 'vitest';
import type { TaskForceId } from '../../../src/kernel/ids.ts';
import { channelPlace, type Sent } from '../../../src/kernel/platform.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { plainTextOf } from '../../support/slack/signed.ts';
import { CALL } from '../web/cards.ts';
import { PEOPLE, wordsFor } from '../web/fake-host.ts';
import { PUBLIC_URL, stageForEach } from './stage.ts';

const HOURS = 3_600_000;
const stage = stageForEach({ how: 'oauth', rotation: true });

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
const here = (address: string): string => address.replace(PUBLIC_URL, stage.url);

/** To Slack's page, "Allow", and back. */
async function begin(): Promise<{ back: string; cookie: string }> {
  stage.slack.state.consent = { team: stage.team.id, user: stage.dana.id };
  const { location, cookie } = await visit(`${stage.url}/slack/install`);
  const page = await visit(location);
  return { back: here(page.location), cookie };
}
async function install(): Promise<Visit> {
  const { back, cookie } = await begin();
  return visit(back, cookie);
}

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
    stage.news = [];
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
    stage.slack.fail('oauth.v2.access', { kind: 'status', status: 503 }, { times: 2 });
    expect(await show()).toMatchObject({ state: 'shown' });
    stage.slack.advance(2 * HOURS);
    expect(await show()).toMatchObject({ state: 'retry', reason: 'http_503' });
    expect(await show()).toMatchObject({ state: 'shown' });
  });
});
