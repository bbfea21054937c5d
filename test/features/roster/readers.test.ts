import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { readSample } from '../../../src/demo/begin.ts';
import { agendaItems } from '../../../src/features/agenda/index.ts';
import { channels, people } from '../../../src/features/roster/index.ts';
import { strangers } from '../../../src/features/roster/table.ts';
import { placeId, readersOf } from '../../../src/features/roster/readers.ts';
import { audit } from '../../../src/audit/table.ts';
import type { Person, Segment } from '../../../src/kernel/access.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { changed, none, show, toMember } from '../../../src/kernel/outcome.ts';
import type { Audience } from '../../../src/kernel/platform.ts';
import { linkAccounts, linkRoom, ROOM } from '../../support/chat.ts';
import { createWorld, fakePlatform, LCTF, type FakePlatform, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const person = (member: string, ...segments: Segment[]): [string, Person] => [
  `U-${member}`,
  { member, name: member, agencyName: 'A', roles: ['member'], segments, zone: 'UTC' } as never,
];
const known = (...accounts: string[]): Audience => ({ state: 'known', accounts });

describe('what a place reads', () => {
  it.each([
    ['an empty room', known(), [], 'empty'],
    ['members', known('U-a', 'U-b'), ['open', 'members'], null],
    ['a guest among them', known('U-a', 'U-g'), ['open'], 'guests'],
    ['someone who reads nothing', known('U-a', 'U-n'), [], 'guests'],
    ['a stranger', known('U-a', 'U-x'), [], 'strangers'],
    ['a stranger alone', known('U-x'), [], 'strangers'],
    ['the public', { state: 'unsure', why: 'public' }, [], 'public'],
    ['two organisations', { state: 'unsure', why: 'shared' }, [], 'shared'],
    ['outsiders to come', { state: 'unsure', why: 'pending' }, [], 'pending'],
    ['nobody can say who', { state: 'unsure', why: 'hidden' }, [], 'hidden'],
  ] as const)('%s', (_, audience, segments, why) => {
    const roster = new Map([
      person('a', 'open', 'members', 'closed'),
      person('b', 'open', 'members'),
      person('g', 'open'),
      person('n'),
    ]);
    const accounts = audience.state === 'known' ? audience.accounts : [];
    const found = new Map([...roster].filter(([account]) => accounts.includes(account)));
    expect(readersOf(audience as Audience, found)).toMatchObject({ segments, why });
  });
});

describe.each(engines)('a channel and its readers on %s', (engine) => {
  let database: Database;
  let world: World;
  let chat: FakePlatform;
  let ids: readonly string[];

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    chat = fakePlatform('slack');
    world = await createWorld(database, { chats: [chat] });
    const { file } = await readSample();
    ids = file.members.filter(({ status }) => status === 'active').map(({ id }) => id);
    await linkAccounts(database, ids);
    await linkRoom(database);
    chat.audiences.set(ROOM, known('U-m01', 'U-m02'));
    // Until the agenda is out, on Mon 8 Feb at 10:00.
    await world.goTo('2027-02-08T15:05:00Z');
  });
  afterAll(() => database.close());

  const agenda = () => chat.at(ROOM).find(({ key }) => key.startsWith('agenda:'))!;
  const cards = () => chat.at('direct:U-m01').filter(({ key }) => key.startsWith('channel:'));
  const told = async () => {
    await world.core.outbox.drain();
    return cards()[0]?.text ?? '';
  };
  const audits = async () =>
    (await database.transaction(LCTF, (tx) => tx.select().from(audit))).filter(
      ({ action }) => action === 'channel readers',
    ).length;
  const news = async (audience: Audience) => {
    chat.audiences.set(ROOM, audience);
    await world.core.host.news({ platform: 'slack', tenant: 'T1', place: ROOM }, { kind: 'readers' });
    await world.core.outbox.drain();
  };

  it('shows all to a room of members, and says nothing of it', () => {
    expect(agenda().text).toContain('Transportation gap');
    expect(cards()).toEqual([]);
  });

  it('shrinks to "open your copy" when a stranger comes, tells the facilitator why, once, and is back', async () => {
    chat.profiles.set('UX', { name: 'Xenia', full: true });
    await news(known('U-m01', 'U-m02', 'UX'));
    expect(agenda().text).toContain('Press to open your copy.');
    expect(agenda().text).not.toContain('Transportation gap');
    expect(await told()).toContain('Someone in it is not on the roster');
    expect(chat.at('direct:U-m01').find(({ key }) => key === 'match')?.text).toContain('Xenia on Slack');
    const before = await audits();
    const { sends } = cards()[0]!;
    await news(known('U-m02', 'UX', 'U-m01'));
    await world.core.host.standing({ platform: 'slack', tenant: 'T1', place: ROOM });
    expect(await audits()).toBe(before);
    expect(cards()[0]!.sends).toBe(sends);
    expect(chat.asked.filter((account) => account === 'UX')).toHaveLength(1);
    await news(known('U-m01', 'U-m02'));
    expect(agenda().text).toContain('Transportation gap');
    expect(cards()).toHaveLength(1);
    expect(await told()).toContain('Everyone in it may read');
  });

  it('asks again where the platform did not answer the look that someone who came was worth', async () => {
    await news(known('U-m01', 'U-m02'));
    expect(agenda().text).toContain('Transportation gap');
    chat.audiences.set(ROOM, new Error('503'));
    const at = { platform: 'slack', tenant: 'T1', place: ROOM };
    await expect(world.core.host.news(at, { kind: 'readers' })).rejects.toThrow('503');
    chat.audiences.set(ROOM, known('U-m01', 'UX'));
    await expect
      .poll(
        async () => {
          await world.core.outbox.drain();
          return agenda().text;
        },
        { timeout: 20_000 },
      )
      .toContain('Press to open your copy.');
  });

  it('finds out by itself, at its start and every ten minutes, what it was not told', async () => {
    await news(known('U-m01', 'U-m02'));
    expect(agenda().text).toContain('Transportation gap');
    const { sends } = agenda();
    await world.core.rounds.run();
    await world.core.outbox.drain();
    expect(agenda().sends).toBe(sends);
    chat.audiences.set(ROOM, known('U-m01', 'UX'));
    // Not again so soon, unless something may have been missed.
    await world.core.rounds.run();
    await world.core.outbox.drain();
    expect(agenda().text).toContain('Transportation gap');
    await world.core.host.news({ platform: 'slack', tenant: 'T1' }, { kind: 'readers' });
    await world.core.rounds.run();
    await world.core.outbox.drain();
    expect(agenda().text).toContain('Press to open your copy.');
  });

  it('asks no more about a stranger who has left, or who only came by a month ago', async () => {
    const asked = async () => {
      await world.core.outbox.drain();
      return (await database.transaction(LCTF, (tx) => tx.select().from(strangers))).map(
        ({ account }) => account,
      );
    };
    for (const id of ['UX', 'UZ']) chat.profiles.set(id, { name: `Name ${id}`, full: true });
    await news(known('U-m01', 'UX', 'UZ'));
    expect((await asked()).sort()).toEqual(['UX', 'UZ']);
    // Where nobody can say who is in it, nobody has left.
    await news({ state: 'unsure', why: 'public' });
    expect((await asked()).sort()).toEqual(['UX', 'UZ']);
    await news(known('U-m01', 'UZ'));
    expect(await asked()).toEqual(['UZ']);
    const match = () => chat.at('direct:U-m01').find(({ key }) => key === 'match')?.text;
    expect(match()).toContain('Name UZ');
    expect(match()).not.toContain('Name UX');
    const metAt = new Date(world.now().getTime() - 31 * 86_400_000);
    const row = { platform: 'slack', tenant: 'T1', account: 'UOLD', taskForce: LCTF, name: 'Old', metAt };
    await database.transaction(LCTF, (tx) => tx.insert(strangers).values(row));
    await database.transaction(LCTF, (tx) => tx.update(strangers).set({ metAt }));
    await news(known('U-m01', 'UZ'));
    // The one who is in it is near still.
    expect(await asked()).toEqual(['UZ']);
    await news(known('U-m01'));
    expect(await asked()).toEqual([]);
    expect(match()).toBeUndefined();
  });

  it('shows the room in full as soon as the stranger is matched', async () => {
    await news(known('U-m01', 'UY'));
    chat.profiles.set('UY', { name: 'Priya R', full: true });
    await news(known('U-m01', 'UY'));
    expect(agenda().text).not.toContain('Transportation gap');
    await world.core.outbox.drain();
    const match = chat.at('direct:U-m01').find(({ key }) => key === 'match')!;
    const form = (await world.open('m01', 'Who is it?', match.card, 'Priya R')).form!;
    expect((await world.submit('m01', form, { member: 'm03' })).text).toContain('Linked');
    await expect
      .poll(async () => {
        await world.core.outbox.drain();
        return agenda().text;
      })
      .toContain('Transportation gap');
  });

  it.each([
    [{ state: 'unsure', why: 'public', label: '#open' }, 'What #open (Slack) shows', 'It is public'],
    [{ state: 'unsure', why: 'shared' }, 'a Slack channel', 'It is shared with another organisation'],
    [{ state: 'unsure', why: 'pending' }, 'a Slack channel', 'another organisation'],
    [{ state: 'unsure', why: 'hidden' }, 'a Slack channel', 'cannot see who is in it'],
    [known(), 'a Slack channel', 'Nobody of the roster is in it yet'],
    [known('U-m01', 'U-m11'), 'a Slack channel', 'reads the open part only, so it shows no titles'],
  ] as const)('says why it shows less: %j', async (audience, title, why) => {
    await news(audience);
    expect(agenda().text).not.toContain('Transportation gap');
    expect(await told()).toContain(title);
    expect(await told()).toContain(why);
    expect(cards()[0]!.notice).toBe('What a channel shows has changed');
  });

  it('calls the web’s own channel by its name', async () => {
    const place = { platform: 'web', tenant: LCTF, place: 'channel:main' };
    const view = { name: 'roster.channel', id: placeId(place) };
    const effects = [show('of the web', toMember('m01' as MemberId), view)];
    await world.core.app.happen(LCTF, async () => changed({ reply: none, changes: [], effects }));
    await world.core.outbox.drain();
    const all = [...chat.posted.values(), ...world.web.posted.values()];
    expect(all.find(({ key }) => key === 'of the web')?.text).toMatch(/^What the web channel shows/);
  });

  it('goes with a channel that has another id now', async () => {
    await news(known('U-m01', 'U-m02'));
    const to = 'channel:C2';
    const { ref } = agenda();
    chat.audiences.set(to, known('U-m01', 'UX'));
    const at = { platform: 'slack', tenant: 'T1' };
    await world.core.host.news({ ...at, place: ROOM }, { kind: 'moved', to });
    await world.core.outbox.drain();
    expect(chat.at(to).find((each) => each.ref === ref)?.text).toContain('Press to open your copy.');
    // And back, under the id that the other tests know.
    chat.audiences.set(ROOM, known('U-m01', 'U-m02'));
    await world.core.host.news({ ...at, place: to }, { kind: 'moved', to: ROOM });
    await world.core.outbox.drain();
    expect(agenda().text).toContain('Transportation gap');
    expect(cards()).toHaveLength(1);
  });

  it('is lost and found: people get their messages directly, and the facilitator is told once', async () => {
    await news(known('U-m01', 'U-m02'));
    const at = { platform: 'slack', tenant: 'T1', place: ROOM };
    const changes = async () =>
      (await database.transaction(LCTF, (tx) => tx.select().from(audit))).filter(({ action }) =>
        ['channel lost', 'channel found'].includes(action),
      ).length;
    for (let time = 0; time < 3; time += 1) await world.core.host.news(at, { kind: 'lost', why: 'archived' });
    expect(await told()).toContain('It was archived.');
    expect(await changes()).toBe(1);
    // Uninstalled and installed again, it is archived as before.
    for (const again of [{ kind: 'lost', why: 'uninstalled' }, { kind: 'found' }] as const)
      await world.core.host.news({ platform: 'slack', tenant: 'T1' }, again);
    expect(await changes()).toBe(1);
    await world.core.host.news(at, { kind: 'found' });
    expect(await told()).toContain('Everyone in it may read');
    await world.core.host.news({ platform: 'slack', tenant: 'T1' }, { kind: 'lost', why: 'uninstalled' });
    await world.core.outbox.drain();
    // Nothing reaches the facilitator there either: the web does.
    const onWeb = () => world.web.at('direct:m01').find(({ key }) => key.startsWith('channel:'))?.text;
    expect(onWeb()).toContain('Convener was uninstalled there.');
    for (let time = 0; time < 2; time += 1)
      await world.core.host.news({ platform: 'slack', tenant: 'T1' }, { kind: 'found' });
    expect(await told()).toContain('Everyone in it may read');
    expect(onWeb()).toContain('Everyone in it may read');
    expect(await changes()).toBe(4);
  });

  it('whatever the audience, shows no title that someone in it may not read', async () => {
    const roster = new Map(
      (await database.transaction(LCTF, people)).map((each) => [`U-${each.member}`, each]),
    );
    const items = await database.transaction(LCTF, (tx) => tx.select().from(agendaItems));
    const accounts = [...ids.map((id) => `U-${id}`), 'UX1', 'UX2', 'U-m29', ''];
    const anyone = fc.oneof(
      { weight: 6, arbitrary: fc.subarray(accounts) },
      { weight: 2, arbitrary: fc.subarray(ids.slice(0, 10).map((id) => `U-${id}`)) },
    );
    await fc.assert(
      fc.asyncProperty(anyone, async (inIt) => {
        await news(known(...inIt));
        const text = chat
          .at(ROOM)
          .map((post) => post.text)
          .join('\n');
        for (const { title, segment } of items) {
          const all = inIt.length > 0 && inIt.every((id) => roster.get(id)?.segments.includes(segment));
          if (!all) expect(text).not.toContain(title);
        }
        for (const post of chat.at(ROOM))
          expect(post.notice).toMatch(
            /^(?:Agenda updated|A short reminder.*|Your week|A short question for you)$/,
          );
      }),
      { numRuns: engine === 'pglite' ? 12 : 40 },
    );
    const [row] = await database.unscoped((tx) => tx.select().from(channels).where(eq(channels.place, ROOM)));
    expect(row?.readers).not.toBeNull();
  });
});
