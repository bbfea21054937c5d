import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Message, Team, User } from '../support/slack/fake-slack.ts';
import { createDatabase } from '../support/postgres.ts';
import { plainTextOf } from '../support/slack/signed.ts';
import { runCommand } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';
import { setStage, setUp, topicsOf, type Stage } from './slack-stage.ts';

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

// Anyone's workspace, by "Add to Slack": the running server on PostgreSQL, one day, in this order.
describe('workspaces by OAuth', () => {
  let stage: Stage;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await createDatabase(inject('postgresUrl'));
    env = {
      CONVENER_DEMO: '0',
      DATABASE_URL: database.url,
      CONVENER_SECRET_KEY: 'a-key-for-tests-only-0123456789abcdef',
    };
    stage = await setStage({ how: 'oauth', env });
  });
  afterAll(async () => {
    await stage.stop();
    await database.drop();
  });

  /** To Slack's page, "Allow", and where the browser is sent. */
  async function begin(team: Team, user: User): Promise<{ back: string; cookie: string }> {
    const { slack, server } = stage;
    slack.state.consent = { team: team.id, user: user.id };
    const { location, cookie } = await visit(`${server.url}/slack/install`);
    return { back: (await visit(location)).location, cookie };
  }
  async function install(team: Team, user: User): Promise<Visit> {
    const { back, cookie } = await begin(team, user);
    return visit(back, cookie);
  }
  /** All that is stored, as text. */
  async function stored(): Promise<string> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string }>(
        `select tablename as name from pg_tables where schemaname = 'public'`,
      );
      const all: string[] = [];
      for (const { name } of rows)
        all.push(JSON.stringify((await client.query(`select t::text from "${name}" t`)).rows));
      return all.join('\n');
    } finally {
      await client.end();
    }
  }
  const cards = (user: User, of: string): readonly Message[] =>
    stage.slack.messagesIn(user).filter((message) => plainTextOf(message).includes(of));

  it('installs with one press, and a signed command is answered', async () => {
    const { team, dana } = stage;
    const done = await install(team, dana);
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('Convener is installed.')]);
    await setUp(stage);
    expect(await stage.told(dana, '/agenda add Budget for 2027')).toContain('Saved for Wed 10 Feb');
    await stage.slack.until(() => cards(dana, 'I am Convener').length === 1);
  });

  it('takes what Slack sends back once, and only in the browser where it began', async () => {
    const { team, dana } = stage;
    const { back, cookie } = await begin(team, dana);
    expect((await visit(back)).status).toBe(400);
    expect((await visit(back, cookie)).status).toBe(200);
    // A new code with the old state: as someone would who saw the address.
    const other = await begin(team, dana);
    const replayed = new URL(other.back);
    replayed.searchParams.set('state', new URL(back).searchParams.get('state')!);
    expect((await visit(replayed.href, cookie)).status).toBe(400);
  });

  it('keeps no token that could be read', async () => {
    const { slack, server } = stage;
    const all = await stored();
    const secrets = [...slack.state.tokens.keys(), ...slack.state.refreshTokens.keys()];
    expect(secrets.length).toBeGreaterThan(1);
    for (const secret of secrets) expect([all, server.output()].join().includes(secret)).toBe(false);
  });

  it('renews a token that is about to end once, though five requests and a post ask at once', async () => {
    const { slack, team, dana, room, sender, told, lastEcho } = stage;
    const before = slack.echoesFor(dana).length;
    await sender.command(dana, room, '/agenda');
    await sender.pressButton(dana, await lastEcho(dana, before), 'Publish now');
    const card = await lastEcho(dana, before + 1);
    // As ten hours and a little later: under two hours are left.
    slack.state.tokenSeconds = 7000;
    expect((await install(team, dana)).status).toBe(200);
    slack.state.tokenSeconds = 12 * 3600;
    const refreshes = slack.state.refreshes;
    const typed = [1, 2, 3, 4, 5].map((n) => sender.command(dana, room, `/agenda add Topic number ${n}`));
    const pressed = sender.pressButton(dana, card, 'Send it now');
    const heard = await Promise.all([...typed, pressed]);
    expect(heard.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    await slack.until(() => slack.messagesIn(room).length === 1);
    expect(slack.state.refreshes - refreshes).toBe(1);
    expect(await told(dana, '/agenda')).toContain('Topic number 5');
    expect(slack.state.refreshes - refreshes).toBe(1);
    expect(slack.calls.filter(({ outcome }) => /token_expired|invalid_auth/.test(outcome))).toEqual([]);
  });

  it('serves a second workspace by its own token', async () => {
    const { slack, sender, dana, room } = stage;
    const northgate = slack.addTeam('Northgate');
    const pia = slack.addUser(northgate, 'Pia Holm');
    const hall = slack.addChannel(northgate, 'hall', [pia]);
    const refusedBefore = await sender.command(pia, hall, '/agenda');
    expect([refusedBefore.status, refusedBefore.text]).toEqual([200, '']);
    expect((await install(northgate, pia)).status).toBe(200);
    await sender.command(pia, hall, '/agenda');
    await slack.until(() => slack.echoesFor(pia).length > 0);
    expect(slack.echoesFor(pia).map(plainTextOf).join()).not.toMatch(/Larkmoor|Budget/);
    expect(await topicsOf({ ...stage, dana, room })).toContain('Topic number 5');
  });

  it('writes to the facilitators on the web, once, when it was uninstalled', async () => {
    const { sender, team, slack, server } = stage;
    const invited = await runCommand(['invite', 'Dana Reyes'], { ...env, PUBLIC_URL: server.url });
    const link = /\/i\/\S+/.exec(invited.output)?.[0];
    expect([invited.code, link]).toEqual([0, expect.any(String)]);
    const browser = visitor(server.url);
    const page = await browser.get(link!);
    await browser.press(page, page.root.querySelector('main button')!.textContent.trim());
    const calls = slack.calls.length;
    await sender.uninstalled(team);
    await expect
      .poll(async () => (await browser.get('/')).text, { timeout: 20_000 })
      .toContain('Convener was uninstalled there');
    const { text } = await browser.get('/');
    expect(text.match(/Convener was uninstalled there/g)).toHaveLength(1);
    const since = slack.calls.slice(calls).filter(({ method }) => method.startsWith('chat.'));
    expect(since.length).toBeLessThanOrEqual(2);
  });

  it('is back when it is installed again', async () => {
    const { team, dana, ann, sender, room, told, slack } = stage;
    expect((await sender.command(dana, room, '/agenda')).text).toBe('');
    expect((await install(team, ann)).status).toBe(200);
    expect(await told(dana, '/agenda add Back again')).toContain('Saved');
    await slack.until(() => plainTextOf(slack.messagesIn(room)[0] ?? {}).includes('Back again'));
    expect(slack.messagesIn(room)).toHaveLength(1);
  });
});
