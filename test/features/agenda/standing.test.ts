import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { agendaItems } from '../../../src/features/agenda/index.ts';
import { openingAndClosing } from '../../../src/features/agenda/standing.ts';
import { meetings } from '../../../src/features/meetings/index.ts';
import type { MeetingId } from '../../../src/kernel/ids.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const APRIL = 'full-2027-04-14' as MeetingId;
type Item = typeof agendaItems.$inferSelect;

const STANDING = [
  'Welcome, introductions (name, role, organization)',
  'Confidentiality commitment',
  'Next steps, feedback poll, thanks',
];

describe('what opens and closes a meeting', () => {
  const split = (kinds: string): readonly string[] => {
    const items = Array.from(kinds, (kind, position) => ({
      id: String(position),
      position,
      kind: kind === 's' ? 'standing' : 'discussion',
      state: 'accepted',
    })) as unknown as Item[];
    const { opening, closing } = openingAndClosing(items);
    return [opening, closing].map((each) => each.map(({ id }) => id).join(''));
  };

  it('is before its topics, and after the first of them; without topics the last of several closes', () => {
    expect(split('ssddsds')).toEqual(['01', '46']);
    expect(split('sss')).toEqual(['01', '2']);
    expect(split('s')).toEqual(['0', '']);
    expect(split('dds')).toEqual(['', '2']);
    expect(split('')).toEqual(['', '']);
  });
});

describe.each(engines)('standing items on %s', (engine) => {
  let database: Database;
  let world: World;
  const open = async (startAt: string) => {
    database = await openTestDatabase(engine);
    world = await createWorld(database, { startAt });
  };
  const april = async () =>
    database.transaction(LCTF, (tx) =>
      tx.select().from(agendaItems).where(eq(agendaItems.meeting, APRIL)).orderBy(agendaItems.position),
    );

  describe('after the meeting before', () => {
    beforeAll(() => open('2027-03-09T18:00:00Z'));
    afterAll(() => database.close());

    it('are on the next one, which the series made by itself, around what was proposed for it', async () => {
      await world.command('m03', `agenda add Bus passes --meeting ${APRIL}`);
      expect((await april()).map(({ title }) => title as string)).toEqual(['Bus passes']);
      await world.goTo('2027-03-10T17:00:00Z');
      const items = await april();
      const standing = items.filter(({ kind }) => kind === 'standing');
      expect(standing.map(({ title }) => title as string)).toEqual(STANDING);
      expect(standing.every(({ state, carriedOver }) => state === 'accepted' && !carriedOver)).toBe(true);
      expect(items.at(-1)!.title).toBe(STANDING[2]);
      expect(items.slice(0, 2).map(({ title }) => title as string)).toEqual(STANDING.slice(0, 2));
      const [meeting] = await database.transaction(LCTF, (tx) =>
        tx.select().from(meetings).where(eq(meetings.id, APRIL)),
      );
      // March's facilitator opened it; whose turn April is opens that.
      expect(standing[0]!.owner).toBe(meeting!.facilitator);
      expect((await world.command('m03', `agenda --meeting ${APRIL}`)).text).toContain(STANDING[0]);
    });

    it('are a chair’s to take out: what was taken out does not come again', async () => {
      const { text } = await world.command('m01', `agenda --meeting ${APRIL}`);
      const label = /^(\d+) Confidentiality commitment/mu.exec(text)![1]!;
      await world.command('m01', `agenda withdraw ${label} --meeting ${APRIL}`);
      await world.goTo('2027-03-12T16:00:00Z');
      const titles = (await april()).filter(({ state }) => state === 'accepted').map(({ title }) => title);
      expect(titles).not.toContain(STANDING[1]);
    });
  });

  describe('of a meeting that is cancelled', () => {
    beforeAll(() => open('2027-03-01T18:00:00Z'));
    afterAll(() => database.close());

    it('stay behind, and stand on the next one once', async () => {
      const asked = await world.command('m01', 'meeting cancel 2027-03-10');
      await world.press('m01', 'Cancel it', asked.card!);
      const items = await april();
      expect(items.filter(({ kind }) => kind === 'standing').map(({ title }) => title as string)).toEqual(
        STANDING,
      );
      expect(items.slice(0, 2).map(({ title }) => title as string)).toEqual(STANDING.slice(0, 2));
      expect(items.at(-1)!.title).toBe(STANDING[2]);
      expect(items.filter(({ carriedOver }) => carriedOver).length).toBe(5);
    });
  });
});
