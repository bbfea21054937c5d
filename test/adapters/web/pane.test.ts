import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlackPane } from '../../../adapters/slack/pane.ts';
import { createTeamsPane } from '../../../adapters/teams/pane.ts';
import type { Demo } from '../../../adapters/web/index.ts';
import type { SealedCard } from '../../../src/kernel/card.ts';
import type { Standing } from '../../../src/kernel/platform.ts';
import { plain } from '../../../src/kernel/rich.ts';
import { AGENDA, CALL, TOPIC } from './cards.ts';
import { formFor, startWeb, type Web } from './client.ts';
import { PEOPLE, TASK_FORCE, wordsFor } from './fake-host.ts';
import { formsOf, parse, tags, textOf } from './html.ts';

const publicUrl = 'http://convener.example';
const AT = new Date('2027-02-03T14:00:00Z');
const slackPane = createSlackPane({ publicUrl });
const teamsPane = createTeamsPane({ publicUrl });
const demo: Demo = {
  taskForce: TASK_FORCE.id,
  zone: TASK_FORCE.zone,
  now: () => AT,
  advance: async () => 'done',
  startOver: async () => {},
  jumps: async () => [],
  panes: { '/demo/slack': slackPane, '/demo/teams': teamsPane },
};

const standing = (key: string, card: SealedCard): Standing => ({
  key,
  ref: `ref-${key}`,
  shownAt: AT,
  editedAt: null,
  card,
  words: wordsFor(PEOPLE),
});

let web: Web;
beforeEach(async () => {
  web = await startWeb({ demo, publicUrl });
  web.host.messages.set('direct:m01', [standing('agenda', AGENDA)]);
  web.host.messages.set('direct:m11', [standing('agenda', AGENDA)]);
  web.host.messages.set('channel:main', [standing('call', CALL)]);
});
afterEach(() => web.stop());

const PATH = '/demo/slack';
const become = (member: string) => web.postJson('/demo/as', { member });
const jsons = (text: string): unknown[] =>
  [...text.matchAll(/<pre[^>]*>([^<]*)<\/pre>/g)].map(
    (match) => JSON.parse(textOf(`<p>${match[1]!}</p>`)) as unknown,
  );

describe('the demo’s look at Slack', () => {
  it('is one press away from every page, and only in the demo', async () => {
    for (const path of ['/', '/channel', '/nowhere']) {
      const link = tags((await web.get(path)).text, 'a').find((tag) => tag.attributes.get('href') === PATH);
      expect(link?.attributes.has('aria-current')).toBe(false);
    }
    const { text } = await web.get(PATH);
    expect(tags(text, 'a').some((tag) => tag.attributes.get('aria-current') === 'page')).toBe(true);
    const real = await startWeb();
    try {
      await real.signIn('m01');
      expect((await real.get(PATH)).status).toBe(404);
      expect((await real.get('/assets/pane.css')).status).toBe(404);
      expect((await real.get('/')).text).not.toContain(PATH);
    } finally {
      await real.stop();
    }
  });

  it('shows what the person and the channel read, each with the JSON that would be sent', async () => {
    const { status, text } = await web.get(PATH);
    expect(status).toBe(200);
    const said = textOf(text);
    expect(said).toContain('As Slack shows it');
    expect(said).toMatch(/To Dana Okafor alone C Convener APP Wed 3 Feb, 09:00 ?Agenda, Wed 10 Feb/);
    expect(said).toMatch(
      /In the channel So it stands where [^C]*copy\. C Convener APP Wed 3 Feb, 09:00 ?What should we talk about/,
    );
    expect(tags(text, 'summary').length).toBe(4);
    expect(jsons(text)).toEqual([
      expect.objectContaining({ text: 'Agenda updated', unfurl_links: false, mrkdwn: false }),
      expect.objectContaining({ text: 'Topics welcome for the next meeting' }),
    ]);
    const [, call] = jsons(text) as { blocks: { type: string }[] }[];
    expect(call!.blocks.map(({ type }) => type)).toEqual(['header', 'rich_text', 'actions']);
  });

  it('shows the channel to nobody who may not read it, and says where there is nothing', async () => {
    await become('m11');
    const guest = textOf((await web.get(PATH)).text);
    expect(guest).toContain('To Adele Pruitt alone');
    expect(guest).not.toContain('In the channel');
    expect(guest).not.toContain('What should we talk about');
    await become('m20');
    expect(textOf((await web.get(PATH)).text)).toMatch(/To Pia Sorensen alone ?Nothing here yet\./);
  });

  it('has buttons that work: a press goes the way of all presses, and comes back here', async () => {
    web.host.answer = (intent) =>
      intent.kind === 'press' ? { kind: 'note', text: [plain('Held.')] } : { kind: 'none' };
    const { text } = await web.get(PATH);
    const form = formsOf(text).find(({ buttons }) =>
      buttons.some(({ label }) => label === 'Case discussion'),
    )!;
    expect([form.action, form.hidden['back']]).toEqual(['/press', PATH]);
    const button = form.buttons.find(({ label }) => label === 'Case discussion')!;
    expect(button.attributes.get('value')).toBe('token-case');
    const at = button.attributes.get('formaction')!;
    const pressed = await web.post(at, { ...form.hidden, token: 'token-case' });
    expect(web.host.handled.at(-1)).toMatchObject({
      envelope: { account: 'm01' },
      intent: { kind: 'press', token: 'token-case' },
    });
    expect(textOf(pressed.text)).toContain('Held. Close');
    expect(textOf(pressed.text)).toContain('As Slack shows it');
    const place = new URL(at, web.origin).searchParams.get('at')!;
    expect(tags(pressed.text, 'a').map((tag) => tag.attributes.get('href'))).toContain(`${PATH}#${place}`);
    expect(tags(pressed.text, 'li').map((tag) => tag.attributes.get('id'))).toContain(place);
    // The same rendering sent twice is one delivery.
    await web.post(at, { ...form.hidden, token: 'token-case' });
    const [first, second] = web.host.handled.slice(-2).map(({ envelope }) => envelope.deliveryId);
    expect(first).toMatch(/^web-/);
    expect(second).toBe(first);
  });

  it('takes no press without the token of the session', async () => {
    const hidden = { ...formFor((await web.get(PATH)).text, '/press').hidden, csrf: 'x' };
    expect((await web.post('/press', { ...hidden, token: 'token-yes' })).status).toBe(403);
    expect(web.host.handled.filter(({ intent }) => intent.kind === 'press')).toEqual([]);
  });

  it('says what a row’s button is about, and opens forms as pages that come back here', async () => {
    const { text } = await web.get(PATH);
    const accept = tags(text, 'button').find((tag) => tag.attributes.get('value') === 'token-accept-m1')!;
    expect(accept.attributes.get('aria-label')).toBe('Accept: Transport gap');
    const edit = tags(text, 'a').find((tag) => tag.attributes.get('aria-label') === 'Edit: Transport gap')!;
    web.host.answer = () => ({ kind: 'form', form: TOPIC });
    const page = await web.get(edit.attributes.get('href')!);
    expect(web.host.handled.at(-1)?.intent).toEqual({ kind: 'open', token: 'token-edit-m1' });
    expect(formFor(page.text, '/form').hidden['back']).toBe(PATH);
  });

  it('keeps the strict policy: its style is a file, on every page, since parts of it come into others', async () => {
    for (const path of [PATH, '/']) {
      const { headers, text } = await web.get(path);
      expect(headers['content-security-policy']).toContain("style-src 'self'");
      expect(text).not.toMatch(/ style="|<style| on[a-z]+="/);
      const sheet = tags(text, 'link').find((tag) => tag.attributes.get('href')?.includes('pane.css'))!;
      const css = await web.get(sheet.attributes.get('href')!);
      expect([css.status, css.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
      expect(css.text).toBe(`${slackPane.css}${teamsPane.css}`);
    }
  });

  it('lets no text of a person’s become part of the page', async () => {
    const nasty = `</pre></form><script>alert(1)</script>"'&lt;`;
    const card: SealedCard = {
      title: [plain(nasty)],
      notice: nasty,
      blocks: [
        { kind: 'text', text: [plain(nasty)] },
        { kind: 'buttons', buttons: [{ kind: 'press', label: nasty, action: 'x.y', value: nasty }] },
      ],
    };
    web.host.messages.set('direct:m01', [standing('nasty', card)]);
    const { text } = await web.get(PATH);
    // Throws on anything that is not whole.
    expect(parse(text).length).toBeGreaterThan(50);
    expect(tags(text, 'script').every((tag) => tag.attributes.has('src'))).toBe(true);
    expect(jsons(text)[0]).toMatchObject({ blocks: expect.any(Array) });
  });

  it('keeps itself up to date, and leaves an unchanged page alone', async () => {
    const { text } = await web.get(PATH);
    const live = tags(text, 'div')
      .find((tag) => tag.attributes.get('id') === 'live')!
      .attributes.get('hx-get')!;
    expect((await web.get(live)).status).toBe(204);
    web.host.messages.set('channel:main', []);
    const now = await web.get(live);
    expect(now.status).toBe(200);
    expect(textOf(now.text)).toMatch(/their own copy\. ?Nothing here yet\./);
  });
});

describe('the demo’s look at Teams', () => {
  const TEAMS = '/demo/teams';

  it('is beside Slack’s in the bar, and only in the demo', async () => {
    const { text } = await web.get(TEAMS);
    const here = tags(text, 'a').filter((tag) => tag.attributes.get('aria-current') === 'page');
    expect(here.map((tag) => tag.attributes.get('href'))).toEqual([TEAMS]);
    expect(textOf(text)).toMatch(/As Slack shows it ?As Teams shows it/);
    const real = await startWeb();
    try {
      await real.signIn('m01');
      for (const path of [TEAMS, '/live/demo/teams', '/assets/pane.js'])
        expect([path, (await real.get(path)).status]).toEqual([path, 404]);
    } finally {
      await real.stop();
    }
  });

  it('says everything in plain text, with the JSON that would be sent, before any script runs', async () => {
    const { text } = await web.get(TEAMS);
    expect(textOf(text)).toMatch(
      /To Dana Okafor alone C Convener Wed 3 Feb, 09:00 ?Agenda, Wed 10 Feb[^]*M1 Transport gap \(15 min\)/,
    );
    expect(jsons(text)).toEqual([
      expect.objectContaining({
        type: 'message',
        summary: 'Agenda updated',
        attachments: [expect.anything()],
      }),
      expect.objectContaining({ summary: 'Topics welcome for the next meeting' }),
    ]);
  });

  it('has buttons that work without a script, and come back here', async () => {
    web.host.answer = (intent) =>
      intent.kind === 'press' ? { kind: 'note', text: [plain('Held.')] } : { kind: 'none' };
    const { text } = await web.get(TEAMS);
    const form = formsOf(text).find(({ buttons }) =>
      buttons.some(({ label }) => label === 'Case discussion'),
    )!;
    expect([form.action, form.hidden['back']]).toEqual(['/press', TEAMS]);
    const pressed = await web.post('/press', { ...form.hidden, token: 'token-case' });
    expect(textOf(pressed.text)).toContain('Held. Close');
    expect(textOf(pressed.text)).toContain('As Teams shows it');
  });

  it('keeps the strict policy: its script is a file, on every page, since parts of it come into others', async () => {
    for (const path of [TEAMS, '/']) {
      const { headers, text } = await web.get(path);
      expect(headers['content-security-policy']).toContain("script-src 'self'");
      expect(text).not.toMatch(/ style="|<style| on[a-z]+="/);
      const script = tags(text, 'script').find((tag) => tag.attributes.get('src')?.includes('pane.js'))!;
      expect(script.attributes.has('defer')).toBe(true);
      const file = await web.get(script.attributes.get('src')!);
      expect([file.status, file.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8']);
      expect(file.text).toBe(teamsPane.script);
    }
  });

  it('lets no text of a person’s become part of the page', async () => {
    const nasty = `</pre></form><script>alert(1)</script>"'&lt;`;
    const buttons = [{ kind: 'press' as const, label: nasty, action: 'x.y', value: nasty }];
    const card: SealedCard = {
      title: [plain(nasty)],
      notice: nasty,
      blocks: [
        { kind: 'text', text: [plain(nasty)] },
        { kind: 'buttons', buttons },
      ],
    };
    web.host.messages.set('direct:m01', [standing('nasty', card)]);
    const { text } = await web.get(TEAMS);
    // Throws on anything that is not whole.
    expect(parse(text).length).toBeGreaterThan(50);
    expect(tags(text, 'script').every((tag) => tag.attributes.has('src'))).toBe(true);
    expect(jsons(text)[0]).toMatchObject({ summary: expect.stringContaining('<script>') });
  });

  it('keeps itself up to date apart from Slack’s', async () => {
    const { text } = await web.get(TEAMS);
    const live = tags(text, 'div')
      .find((tag) => tag.attributes.get('id') === 'live')!
      .attributes.get('hx-get')!;
    expect(live).toMatch(/^\/live\/demo\/teams\?/);
    expect((await web.get(live)).status).toBe(204);
    web.host.messages.set('channel:main', []);
    expect(textOf((await web.get(live)).text)).toMatch(/their own copy\. ?Nothing here yet\./);
  });
});
