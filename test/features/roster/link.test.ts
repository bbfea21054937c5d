import { and, eq, like } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit/table.ts';
import type { Database } from '../../../src/db/types.ts';
import { readSample } from '../../../src/demo/begin.ts';
import { linkCodes } from '../../../src/features/roster/table.ts';
import { upcoming } from '../../../src/features/meetings/store.ts';
import { accounts, channels, members, placesOf } from '../../../src/features/roster/index.ts';
import { check } from '../../../src/guard/index.ts';
import type { MemberId, TaskForceId } from '../../../src/kernel/ids.ts';
import { changed, none, show, toMember } from '../../../src/kernel/outcome.ts';
import { messages } from '../../../src/outbox/table.ts';
import { codeIn, linkAccounts, ROOM, slack, until } from '../../support/chat.ts';
import { createWorld, fakePlatform, LCTF, type FakePlatform, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const OTHER = 'other' as TaskForceId;
const OLD = 'That code does not work.';

describe.each(engines)('linking by code on %s', (engine) => {
  let database: Database;
  let world: World;
  let chat: FakePlatform;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    chat = fakePlatform('slack');
    world = await createWorld(database, { chats: [chat] });
    const { file } = await readSample();
    await createWorld(database, { file: { ...file, taskForce: { ...file.taskForce, id: OTHER } } });
    await linkAccounts(database, ['m01', 'm02']);
  });
  afterAll(() => database.close());

  const owners = (account: string) =>
    database.unscoped((tx) => tx.select().from(accounts).where(eq(accounts.account, account)));
  const said = (who: ReturnType<typeof slack>, text: string, delivery?: string) =>
    world.from(who, { kind: 'command', text }, delivery);
  /** What somebody of the other task force is told on their web page. */
  const elsewhere = async (account: string, text: string): Promise<string> =>
    (
      await world.from(
        { platform: 'web', tenant: OTHER, account, taskForce: OTHER },
        { kind: 'command', text },
      )
    ).text;
  const newCode = async (member: string) => codeIn((await world.command(member, 'link me')).text);

  it('makes an account the person’s who made the code, once', async () => {
    const code = await newCode('m03');
    const linked = await said(
      slack('U3'),
      `link me ${code.toLowerCase().replace('-', ' ').replace(' ', '')}`,
    );
    expect(linked.text).toContain('Done: this account is yours, Priya Raman.');
    expect(await owners('U3')).toMatchObject([{ member: 'm03', taskForce: LCTF }]);
    expect((await said(slack('U3b'), `link me ${code}`)).text).toContain(OLD);
    expect(await owners('U3b')).toEqual([]);
    expect((await said(slack('U3'), 'agenda')).kind).toBe('card');
  });

  it('sends to the account that was linked last, of several on one platform', async () => {
    const goesTo = async () =>
      (
        await database.transaction(LCTF, (tx) =>
          placesOf(tx, toMember('m06' as MemberId), new Set(['slack', 'web'])),
        )
      ).map(({ place }) => place);
    for (const account of ['U6b', 'U6a', 'U6c', 'U6b']) {
      // Each is a moment later than the one before.
      world.setClock(new Date(world.now().getTime() + 1000).toISOString());
      await said(slack(account), `link me ${await newCode('m06')}`);
      expect(await goesTo()).toEqual([`direct:${account}`]);
    }
  });

  it('brings along what reached the person nowhere yet; what stands stays where it is', async () => {
    const to = toMember('m10' as MemberId);
    const [meeting] = await database.transaction(LCTF, (tx) => upcoming(tx, world.now()));
    const effects = [
      show('call:unlinked', to, { name: 'agenda.call', id: meeting!.id }),
      // Nothing to show, as long as m10 is no chair.
      show('held:unlinked', to, { name: 'agenda.held', id: meeting!.id }),
    ];
    await world.core.app.happen(LCTF, async () => changed({ reply: none, changes: [], effects }));
    await world.core.outbox.drain();
    const code = await newCode('m10');
    await said(slack('U10'), `link me ${code}`);
    await world.core.outbox.drain();
    const rows = await database.unscoped((tx) =>
      tx.select().from(messages).where(like(messages.key, '%:unlinked')).orderBy(messages.key),
    );
    expect(rows.map(({ key, platform, place, ref }) => [key, platform, place, ref !== null])).toEqual([
      ['call:unlinked', 'web', 'direct:m10', true],
      ['held:unlinked', 'slack', 'direct:U10', false],
    ]);
  });

  it('gives a code to one of two who use it at once', async () => {
    const code = await newCode('m04');
    const answers = await Promise.all(
      ['U4a', 'U4b', 'U4c'].map((account) => said(slack(account), `link me ${code}`)),
    );
    expect(answers.filter(({ text }) => text.startsWith('Done'))).toHaveLength(1);
    expect(answers.filter(({ text }) => text.startsWith(OLD))).toHaveLength(2);
  });

  it('answers the same to a code that is wrong, too old, or of the other kind', async () => {
    const old = await newCode('m05');
    await database.transaction(LCTF, (tx) =>
      tx.update(linkCodes).set({ expiresAt: new Date(Date.now() - 1000) }),
    );
    const channel = codeIn((await world.command('m01', 'link channel')).text);
    for (const code of ['AAAA-AAAA', old, channel])
      expect((await said(slack('U5'), `link me ${code}`)).reply).toMatchObject({ why: 'too-old' });
    expect(await owners('U5')).toEqual([]);
    const me = await newCode('m05');
    expect((await said(slack('U-m01', ROOM), `link channel ${me}`)).text).toContain(OLD);
    // Looking at it in the wrong place has not used it up.
    expect((await said(slack('U5'), `link me ${me}`)).text).toContain('Done');
  });

  it('takes no account that is somebody else’s', async () => {
    const code = await newCode('m06');
    expect((await said(slack('U-m02'), `link me ${code}`)).text).toContain('belongs to somebody else');
    expect(await owners('U-m02')).toMatchObject([{ member: 'm02' }]);
  });

  it('links nobody on the web, where a page of one task force would become that of another', async () => {
    const code = codeIn(await elsewhere('m07', 'link me'));
    expect((await world.command('m08', `link me ${code}`)).text).toContain('in Slack or Teams');
    expect(await owners('m08')).toHaveLength(2);
  });

  it('gives no code where others can read the answer’s place', async () => {
    const answer = await world.from(slack('U-m01', ROOM), { kind: 'mention', text: 'link me' });
    expect(answer.text).toContain('write to me directly');
    expect(answer.text).not.toMatch(/[A-Z0-9]{4}-[A-Z0-9]{4}/);
  });

  it('gives an account back that nothing reached, and one of somebody who left', async () => {
    await database.transaction(LCTF, (tx) =>
      tx.update(accounts).set({ lost: 'blocked' }).where(eq(accounts.account, 'U3')),
    );
    expect((await said(slack('U3'), `link me ${await newCode('m03')}`)).text).toContain('Done');
    expect(await owners('U3')).toMatchObject([{ member: 'm03', lost: null }]);
    await linkAccounts(database, ['m20']);
    await database.transaction(LCTF, (tx) =>
      tx
        .update(members)
        .set({ state: 'left' })
        .where(eq(members.id, 'm20' as MemberId)),
    );
    expect((await said(slack('U-m20'), 'agenda')).reply).toMatchObject({ why: 'stranger' });
    expect((await said(slack('U-m20'), `link me ${await newCode('m09')}`)).text).toContain('Done');
    expect(await owners('U-m20')).toMatchObject([{ member: 'm09' }]);
  });

  it('links a channel for a facilitator alone, and shows there what should stand there', async () => {
    const code = codeIn((await world.command('m01', 'link channel')).text);
    expect((await said(slack('U-m02', ROOM), `link channel ${code}`)).reply).toMatchObject({ why: 'denied' });
    expect((await said(slack('U-m01'), `link channel ${code}`)).text).toContain('in the channel');
    expect((await said(slack('U-m01', 'direct:U-m01'), `link channel ${code}`)).text).toContain(
      'in the channel',
    );
    chat.audiences.set(ROOM, { state: 'known', accounts: ['U-m01', 'U-m02'], label: '#task-force' });
    expect((await said(slack('U-m01', ROOM), `link channel ${code}`)).text).toContain('Done');
    expect((await said(slack('U-m01', ROOM), `link channel ${code}`)).text).toContain(OLD);
    await until(world, async () => {
      const [row] = await database.unscoped((tx) =>
        tx
          .select()
          .from(channels)
          .where(and(eq(channels.place, ROOM))),
      );
      expect(row?.readers).toMatchObject({ why: null, present: ['m01', 'm02'], label: '#task-force' });
    });
  });

  it('links no channel twice, but one again that was lost', async () => {
    const again = async () => codeIn((await world.command('m01', 'link channel')).text);
    expect((await said(slack('U-m01', ROOM), `link channel ${await again()}`)).text).toContain(
      'linked already',
    );
    await linkAccounts(database, ['m01'], OTHER);
    const foreign = codeIn(await elsewhere('m01', 'link channel'));
    expect((await said(slack('U-m01', ROOM), `link channel ${foreign}`)).text).toContain(
      'cannot be linked twice',
    );
    // Nor from the other side, where two workspaces share it.
    await linkAccounts(database, ['m01'], OTHER, 'T2');
    const far = slack('U-m01', ROOM, 'T2');
    const third = codeIn(await elsewhere('m01', 'link channel'));
    expect((await said(far, `link channel ${third}`)).text).toContain('cannot be linked twice');
    chat.profiles.set('U-m01', { name: 'Dana', full: true });
    expect((await said(far, 'setup')).text).toContain('belongs to a task force already');
    await database.transaction(LCTF, (tx) => tx.update(channels).set({ lost: 'removed' }));
    expect((await said(slack('U-m01', ROOM), `link channel ${await again()}`)).text).toContain('Done');
    const [row] = await database.unscoped((tx) => tx.select().from(channels).where(eq(channels.place, ROOM)));
    expect(row).toMatchObject({ lost: null, taskForce: LCTF });
    await database.transaction(LCTF, (tx) => tx.update(channels).set({ lost: null }));
  });

  it('writes no code into the audit', async () => {
    const rows = await database.transaction(LCTF, (tx) => tx.select().from(audit));
    expect(rows.map(({ action }) => action)).toContain('make code');
    expect(JSON.stringify(rows)).not.toMatch(/[A-Z0-9]{4}-[A-Z0-9]{4}/);
  });
});

it('codes and ids beside a command are nothing to the guard', () => {
  const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
  const hits: string[] = [];
  for (let n = 0; n < 3000; n += 1) {
    const letters = Array.from({ length: 8 }, (_, at) => LETTERS[(n * (at + 7) * 31 + at * n) % 31]!).join(
      '',
    );
    const text = `link channel ${letters.slice(0, 4)}-${letters.slice(4)}`;
    if (check(text).state === 'blocked') hits.push(text);
  }
  for (const text of ['agenda --meeting mtg-2027-02-10', 'agenda move M2 3', 'meeting next', 'agenda'])
    if (check(text).state === 'blocked') hits.push(text);
  expect(hits).toEqual([]);
});
