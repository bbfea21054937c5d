import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { control } from '../src/control.ts';
import type { Database } from '../src/db/types.ts';
import { placesOf } from '../src/features/roster/places.ts';
import { accounts, channels, members } from '../src/features/roster/index.ts';
import { changed, none, show as showIn, toChannels, toEveryone, toMember } from '../src/kernel/outcome.ts';
import { messages } from '../src/outbox/table.ts';
import type { MemberId } from '../src/kernel/ids.ts';
import { linkAccounts, linkRoom, ROOM } from './support/chat.ts';
import { createWorld, fakePlatform, LCTF, type FakePlatform, type World } from './support/core.ts';
import { engines, openTestDatabase } from './support/database.ts';

describe.each(engines)('where people are reached on %s', (engine) => {
  let database: Database;
  let world: World;
  let chat: FakePlatform;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    chat = fakePlatform('slack');
    world = await createWorld(database, { chats: [chat] });
    await linkAccounts(database, ['m01', 'm02', 'm03']);
    await linkRoom(database);
    // They prefer Slack, as linking there would have said.
    for (const id of ['m02', 'm03'])
      await database.transaction(LCTF, (tx) =>
        tx
          .update(members)
          .set({ platform: 'slack' })
          .where(eq(members.id, id as MemberId)),
      );
  });
  afterAll(() => database.close());

  const reached = async (to: Parameters<typeof placesOf>[1], running = ['web', 'slack']) =>
    (await database.transaction(LCTF, (tx) => placesOf(tx, to, new Set(running))))
      .map(({ platform, place }) => `${platform} ${place}`)
      .sort();
  const m = (id: string) => toMember(id as MemberId);
  const present = (...ids: string[]) =>
    database.transaction(LCTF, (tx) =>
      tx
        .update(channels)
        .set({
          lost: null,
          readers: { present: ids as MemberId[], segments: ['open'], why: 'guests', label: '' },
        })
        .where(eq(channels.place, ROOM)),
    );

  it('writes to a person where they prefer, else on the web; to nobody who left', async () => {
    expect(await reached(m('m01'))).toEqual(['slack direct:U-m01']);
    expect(await reached(m('m01'), ['web'])).toEqual(['web direct:m01']);
    expect(await reached(m('m05'))).toEqual(['web direct:m05']);
    expect(await reached(m('m29'))).toEqual([]);
    expect(await reached(m('nobody'))).toEqual([]);
  });

  it('writes to everyone once: in a channel they are in, else directly', async () => {
    await present('m01', 'm02');
    const all = await reached(toEveryone);
    expect(all).toContain(`slack ${ROOM}`);
    expect(all).toContain('web channel:main');
    expect(all).toContain('slack direct:U-m03');
    expect(all).not.toContain('slack direct:U-m01');
    // A guest is in no channel that everyone of the members reads.
    expect(all).toContain('web direct:m11');
    expect(all).not.toContain('web direct:m05');
    expect(new Set(all).size).toBe(all.length);
  });

  it('writes directly to those whose channel is lost, was never looked at, or does not run', async () => {
    for (const set of [{ lost: 'archived' as const }, { lost: null, readers: null }]) {
      await present('m01', 'm02', 'm03');
      await database.transaction(LCTF, (tx) => tx.update(channels).set(set).where(eq(channels.place, ROOM)));
      const all = await reached(toEveryone);
      for (const id of ['m01', 'm02', 'm03']) expect(all).toContain(`slack direct:U-${id}`);
    }
    await present('m01');
    const onWeb = await reached(toEveryone, ['web']);
    expect(onWeb.filter((place) => !place.startsWith('web'))).toEqual([]);
    expect(onWeb).not.toContain('web direct:m01');
    await database.transaction(LCTF, (tx) =>
      tx.update(channels).set({ lost: 'removed' }).where(eq(channels.place, ROOM)),
    );
    expect(await reached(toChannels)).toEqual(['web channel:main']);
  });

  it('goes to the web while an account is lost, and back when it is found', async () => {
    const at = { platform: 'slack', tenant: 'T1', place: 'direct:U-m03' };
    await world.core.host.news(at, { kind: 'lost', why: 'blocked' });
    expect(await reached(m('m03'))).toEqual(['web direct:m03']);
    await world.core.host.news(at, { kind: 'found' });
    expect(await reached(m('m03'))).toEqual(['slack direct:U-m03']);
    await world.core.host.news({ platform: 'slack', tenant: 'T2' }, { kind: 'lost', why: 'uninstalled' });
    expect(await reached(m('m03'))).toEqual(['slack direct:U-m03']);
  });

  it('writes to someone with two accounts on one platform at the same one every time', async () => {
    await linkAccounts(database, ['m03'], LCTF, 'T0');
    for (let time = 0; time < 3; time += 1) {
      await database.transaction(LCTF, (tx) =>
        tx
          .update(accounts)
          .set({ chosenAt: new Date() })
          .where(eq(accounts.tenant, time % 2 ? 'T0' : 'T1')),
      );
      const places = await database.transaction(LCTF, (tx) =>
        placesOf(tx, m('m03'), new Set(['web', 'slack'])),
      );
      expect(places.map(({ tenant }) => tenant)).toEqual(['T0']);
    }
  });

  it('one channel that does not answer keeps no other from being looked at', async () => {
    await linkRoom(database, 'channel:A0');
    await linkRoom(database, 'channel:Z9');
    chat.audiences.set('channel:A0', new Error('no answer'));
    chat.audiences.set('channel:Z9', { state: 'known', accounts: ['U-m01'] });
    for (const place of ['channel:A0', 'channel:Z9'])
      await database.transaction(LCTF, (tx) =>
        tx.update(channels).set({ lost: 'uninstalled' }).where(eq(channels.place, place)),
      );
    await world.core.host.news({ platform: 'slack', tenant: 'T1' }, { kind: 'found' });
    const rows = await database.unscoped((tx) =>
      tx.select().from(channels).where(eq(channels.platform, 'slack')),
    );
    // That the app is back does not bring back a channel it was removed from before.
    expect(Object.fromEntries(rows.map(({ place, lost }) => [place, lost]))).toEqual({
      'channel:A0': null,
      [ROOM]: 'removed',
      'channel:Z9': null,
    });
    expect(rows.find(({ place }) => place === 'channel:Z9')?.readers).toMatchObject({ present: ['m01'] });
  });

  it('a channel linked before Convener is in it gets what it missed once it is', async () => {
    const at = { platform: 'slack', tenant: 'T1', place: 'channel:L1' };
    await world.goTo('2027-02-08T15:05:00Z');
    await linkRoom(database, at.place);
    chat.audiences.set(at.place, { state: 'known', accounts: ['U-m01'] });
    const show = chat.show.bind(chat);
    Object.assign(chat, { show: async () => ({ state: 'dead', reason: 'channel_not_found' }) });
    const key = 'words';
    await world.core.app.happen(LCTF, async () =>
      changed({
        reply: none,
        changes: [],
        effects: [showIn(key, toChannels, { name: 'agenda.post', id: 'mtg-2027-02' })],
      }),
    );
    await world.core.outbox.drain();
    const rowsThere = () =>
      database.unscoped((tx) => tx.select().from(messages).where(eq(messages.place, at.place)));
    expect((await rowsThere()).map(({ state }) => state)).toEqual(['dead']);
    Object.assign(chat, { show });
    await world.core.host.news(at, { kind: 'found' });
    await world.core.outbox.drain();
    // What could not be posted, and the agenda, which was published before the channel was linked.
    const rows = await rowsThere();
    expect(rows.find((row) => row.key === key)?.state).toBe('live');
    expect(rows.map((row) => row.key.split(':')[0])).toEqual(expect.arrayContaining(['agenda', key]));
    expect(chat.at(at.place).some((each) => each.key.startsWith('agenda:'))).toBe(true);
    await database.transaction(LCTF, (tx) => tx.delete(channels).where(eq(channels.place, at.place)));
  });

  it('doctor says what each platform needs, and what to do', async () => {
    const deps = { database, core: world.core };
    const room = (lost: 'removed' | null) =>
      database.transaction(LCTF, (tx) => tx.update(channels).set({ lost }).where(eq(channels.place, ROOM)));
    await room(null);
    chat.audiences.set(ROOM, { state: 'known', accounts: ['U-m01'], label: '#task-force' });
    // Z9 is another test's.
    const doctor = async () => {
      const { ok, lines } = await control(deps, { command: 'doctor' });
      return { ok, lines: lines.filter((line) => !line.includes('Z9')) };
    };
    const well = await doctor();
    expect(well.ok).toBe(true);
    expect(well.lines.at(-1)).toBe('All is well.');
    expect(well.lines[1]).toBe('ok    Slack: the channel #task-force');
    expect(well.lines[0]).toMatch(/^ok {4}(The embedded database|PostgreSQL) [\d.]+ answers\.$/);
    chat.checks.push(
      { what: 'Slack answers.', ok: true, todo: 'not said' },
      { what: 'Slack may read who is in a channel.', ok: false, todo: 'Add the scope groups:read.' },
      { what: 'Something else.', ok: false },
    );
    const ill = await doctor();
    expect(ill).toEqual({
      ok: false,
      lines: [
        well.lines[0],
        'ok    Slack answers.',
        'NO    Slack may read who is in a channel.',
        '      Add the scope groups:read.',
        'NO    Something else.',
        '2 to put right.',
      ],
    });
    chat.checks.splice(0);

    const channelLines = async () => (await doctor()).lines.slice(1);
    for (const [why, said] of [
      ['public', 'public'],
      ['shared', 'shared with another organisation'],
      ['pending', 'about to be shared'],
    ] as const) {
      chat.audiences.set(ROOM, { state: 'unsure', why, label: '#task-force' });
      expect(await channelLines()).toEqual([
        `ok    Slack: the channel #task-force (${said}, so it shows no titles)`,
        'All is well.',
      ]);
    }
    chat.audiences.set(ROOM, { state: 'unsure', why: 'hidden' });
    expect(await channelLines()).toEqual([
      'NO    Slack: the channel C1',
      '      Convener cannot see who is in it, so it shows no titles. Is Convener in the channel? In Slack: /invite @convener',
      '1 to put right.',
    ]);
    await room('removed');
    expect(await channelLines()).toEqual([
      'NO    Slack: the channel C1',
      '      Convener was removed from it. Add it again, or link another channel.',
      '1 to put right.',
    ]);
    // A platform that does not answer says so itself.
    await room(null);
    chat.audiences.set(ROOM, new Error('no answer'));
    expect(await channelLines()).toEqual(['All is well.']);
  });
});
