import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import type { Database } from '../src/db/types.ts';
import { readSample } from '../src/demo/begin.ts';
import { agendaItems } from '../src/features/agenda/index.ts';
import { accounts, members } from '../src/features/roster/index.ts';
import type { MemberId, TaskForceId } from '../src/kernel/ids.ts';
import { changed, none, show, toChannels, toMember } from '../src/kernel/outcome.ts';
import { linkAccounts, linkRoom, ROOM, slack } from './support/chat.ts';
import { createWorld, fakePlatform, LCTF, type Said, type World } from './support/core.ts';
import { engines, openTestDatabase } from './support/database.ts';

const OTHER = 'other' as TaskForceId;

describe.each(engines)('someone in several task forces on %s', (engine) => {
  let database: Database;
  let world: World;
  const chat = fakePlatform('slack');

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database, { chats: [chat] });
    const { file } = await readSample();
    const taskForce = { ...file.taskForce, id: OTHER, neutralName: 'Other TF' as never };
    await createWorld(database, { file: { ...file, taskForce } });
    for (const id of [LCTF, OTHER]) await linkAccounts(database, ['m03', 'm04', 'm05'], id);
    await linkRoom(database, ROOM, OTHER);
  });
  afterAll(() => database.close());

  const said = (who: ReturnType<typeof slack>, text: string) => world.from(who, { kind: 'command', text });
  const use = (answer: Said, name: string): string => {
    const blocks = answer.reply.kind === 'note' ? (answer.reply.buttons ?? []) : [];
    const all = blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
    const button = all.find(({ label }) => label === name);
    if (button?.kind !== 'press') throw new Error(`no button ${name}`);
    return button.value;
  };
  const titles = (taskForce: TaskForceId) =>
    database.transaction(taskForce, async (tx) =>
      (await tx.select({ title: agendaItems.title }).from(agendaItems)).map(({ title }) => String(title)),
    );

  it('is asked once which one they mean, and goes on with that one', async () => {
    const asked = await said(slack('U-m03'), 'agenda add For one of them alone');
    expect(asked.text).toBe('You are in more than one task force here. Which one do you mean?');
    expect(
      (await world.from(slack('U-m03'), { kind: 'press', token: use(asked, 'Other TF') })).text,
    ).toContain('Good: Other TF, for the next hours. Did you type something before?');
    expect((await said(slack('U-m03'), 'agenda add For one of them alone')).text).toContain('Saved');
    expect(await titles(OTHER)).toContain('For one of them alone');
    expect(await titles(LCTF)).not.toContain('For one of them alone');
    const home = await world.core.app.home({ ...slack('U-m03'), deliveryId: 'h', receivedAt: world.now() });
    expect(JSON.stringify(home.reply)).toContain('Other TF');
  });

  it('means the channel’s where something is said in one', async () => {
    expect((await said(slack('U-m04', ROOM), 'agenda add Said in the channel')).text).toContain('Saved');
    expect(await titles(OTHER)).toContain('Said in the channel');
  });

  it('chooses for nobody else, with a button that was handed on', async () => {
    const token = use(await said(slack('U-m04'), 'agenda'), 'Other TF');
    expect((await world.from(slack('U-m05'), { kind: 'press', token })).reply).toMatchObject({
      why: 'unknown',
    });
    expect((await world.from(slack('U-nobody'), { kind: 'press', token })).reply).toMatchObject({
      why: 'stranger',
    });
    expect((await said(slack('U-m04'), 'agenda')).text).toContain('Which one do you mean?');
  });

  it('forgets the choice after a working day', async () => {
    await database.unscoped((tx) =>
      tx
        .update(accounts)
        .set({ chosenAt: new Date(Date.now() - 9 * 3_600_000) })
        .where(eq(accounts.account, 'U-m03')),
    );
    expect((await said(slack('U-m03'), 'agenda')).text).toContain('Which one do you mean?');
  });

  it('is asked first to delete what others can read', async () => {
    const answer = await world.from(slack('U-m05', 'channel:elsewhere'), {
      kind: 'mention',
      text: 'Ann, SSN 123-45-6789',
    });
    expect(answer.text).toContain('Please delete your message now');
    expect(answer.text).not.toContain('123');
  });

  it('reads above each of their own messages whose it is; a channel is of one alone', async () => {
    await linkRoom(database, 'channel:another', LCTF);
    await database.transaction(LCTF, (tx) =>
      tx
        .update(members)
        .set({ platform: 'slack' })
        .where(eq(members.id, 'm03' as MemberId)),
    );
    const view = { name: 'agenda.call', id: 'mtg-2027-02' };
    const effects = [show('own', toMember('m03' as MemberId), view), show('all', toChannels, view)];
    await world.core.app.happen(LCTF, async () => changed({ reply: none, changes: [], effects }));
    await world.core.outbox.drain();
    const posted = (key: string) =>
      [...chat.posted.values(), ...world.web.posted.values()].filter((each) => each.key === key);
    expect(posted('own').map(({ text }) => text)).toEqual([expect.stringContaining('?\nLarkmoor TF\n')]);
    expect(posted('all').length).toBeGreaterThan(0);
    for (const { text } of posted('all')) expect(text).not.toContain('\nLarkmoor TF\n');
  });

  it('counts one that they left no more', async () => {
    await database.transaction(OTHER, (tx) =>
      tx
        .update(members)
        .set({ state: 'left' })
        .where(eq(members.id, 'm04' as MemberId)),
    );
    expect((await said(slack('U-m04'), 'agenda')).kind).toBe('card');
    expect((await said(slack('U-m04', ROOM), 'agenda')).reply).toMatchObject({ why: 'stranger' });
  });
});
