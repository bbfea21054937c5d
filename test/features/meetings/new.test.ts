import * as fc from 'fast-check';
import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { readSample } from '../../../src/demo/begin.ts';
import { agendaItems, agendas } from '../../../src/features/agenda/index.ts';
import { meetings, meetingSeries, ruleOf } from '../../../src/features/meetings/index.ts';
import { longGap, newUntil } from '../../../src/features/meetings/frequency.ts';
import { missingMeetings, type Series } from '../../../src/features/meetings/model.ts';
import { ON_HOLIDAYS } from '../../../src/features/meetings/table.ts';
import { DEFAULT_TIMELINE } from '../../../src/features/meetings/timeline.ts';
import { tasks } from '../../../src/features/subcommittees/index.ts';
import { stored } from '../../../src/guard/index.ts';
import type { TaskForceId } from '../../../src/kernel/ids.ts';
import { addDays, localDateOf, localTimeOf } from '../../../src/schedule/recurrence.ts';
import { isWorkingDay } from '../../../src/schedule/working-days.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const ZONE = 'America/New_York';

const series = (rrule: string, date: string, more: Partial<Series> = {}): Series => ({
  taskForce: 'tf' as TaskForceId,
  id: 's',
  name: stored('Meeting'),
  rrule,
  dtstart: `${date}T10:00:00`,
  zone: ZONE,
  durationMinutes: 90,
  location: stored('Annex'),
  facilitators: [],
  noteTakers: [],
  timeline: DEFAULT_TIMELINE,
  exdates: [],
  onHolidays: 'stay',
  ...more,
});
const YEAR = { from: new Date('2027-01-01T00:00:00Z'), to: new Date('2028-01-01T00:00:00Z') };

describe('rules', () => {
  it('are of RFC 5545', () => {
    expect(ruleOf('month', 1, '2027-02-10')).toBe('FREQ=MONTHLY;BYDAY=2WE');
    expect(ruleOf('month', 3, '2027-03-31')).toBe('FREQ=MONTHLY;INTERVAL=3;BYDAY=-1WE');
    expect(ruleOf('week', 3, '2027-02-11')).toBe('FREQ=WEEKLY;INTERVAL=3;BYDAY=TH');
    expect(ruleOf('once', 1, '2027-02-11')).toBe('FREQ=DAILY;COUNT=1');
  });

  it('meet on no holiday unless they stay; each is moved as said, or left out, and named by its own day', () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 364 }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.constantFrom(...ON_HOLIDAYS), days, (onHolidays, off) => {
        const holidays = new Set(off.map((day) => addDays('2027-01-01', day)));
        const of = series('FREQ=WEEKLY;BYDAY=TU', '2027-01-05', { onHolidays });
        const made = missingMeetings(of, [], YEAR, { holidays });
        const all = missingMeetings({ ...of, onHolidays: 'stay' }, [], YEAR, { holidays });
        const kept = all.filter(({ occurrence }) => onHolidays !== 'skip' || !holidays.has(occurrence));
        expect(made.map(({ occurrence }) => occurrence)).toEqual(kept.map(({ occurrence }) => occurrence));
        for (const { occurrence, startsAt, endsAt } of made) {
          const date = localDateOf(startsAt, ZONE);
          expect(localTimeOf(startsAt, ZONE)).toBe('10:00');
          expect(endsAt.getTime() - startsAt.getTime()).toBe(90 * 60_000);
          if (onHolidays === 'stay' || !holidays.has(occurrence)) expect(date).toBe(occurrence);
          else {
            expect(isWorkingDay(date, { holidays })).toBe(true);
            expect(onHolidays === 'next' ? date > occurrence : date < occurrence).toBe(true);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('leave out the days that are taken out', () => {
    const of = series('FREQ=MONTHLY;BYDAY=2WE', '2027-01-13', { exdates: ['2027-07-14', '2027-12-08'] });
    const made = missingMeetings(of, [], YEAR, { holidays: new Set() });
    expect(made.length).toBe(10);
    expect(made.map(({ occurrence }) => occurrence)).not.toContain('2027-07-14');
  });
});

describe('a new group', () => {
  it('is new for six months', () => {
    expect(newUntil('2026-08-31')).toBe('2027-02-28');
    expect(newUntil('2026-11-12')).toBe('2027-05-12');
  });

  it('is told of the first gap over 35 days that begins while it is new, and of no other', () => {
    const at = (day: number): Date => new Date(Date.parse('2027-01-01T15:00:00Z') + day * 86_400_000);
    expect(longGap([at(0), at(35), at(70)], '2027-01-01')).toBeUndefined();
    expect(longGap([at(0), at(28), at(64)], '2027-01-01')).toMatchObject({ days: 36, from: at(28) });
    expect(longGap([at(200), at(260)], '2027-01-01')).toBeUndefined();
    expect(longGap([at(0)], '2027-01-01')).toBeUndefined();
  });
});

describe.each(engines)('planning meetings on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const { file } = await readSample();
    world = await createWorld(database, {
      file: { ...file, taskForce: { ...file.taskForce, formed: '2026-12-01', newSince: null } },
    });
  });
  afterAll(() => database.close());

  const form = async () => (await world.command('m01', 'meeting new')).form!;
  const rows = (of: string) =>
    database.transaction(LCTF, (tx) =>
      tx.select().from(meetings).where(eq(meetings.series, of)).orderBy(meetings.startsAt),
    );
  const known = (ids: readonly string[]) =>
    database.transaction(LCTF, (tx) =>
      tx
        .select()
        .from(meetingSeries)
        .where(inArray(meetingSeries.id, [...ids])),
    );
  const latest = async () => {
    const all = await database.transaction(LCTF, (tx) => tx.select().from(meetingSeries));
    return all.filter(({ id }) => id.startsWith('series-'));
  };

  it('is for chairs, and says by field what is wrong', async () => {
    expect((await world.command('m03', 'meeting new 2027-04-20 10:00')).kind).toBe('refused');
    const at = { date: '2027-04-20', time: '10:00', minutes: '60', repeats: 'once', zone: ZONE };
    const bad = async (values: Record<string, string>) =>
      (await world.submit('m01', await form(), { ...at, ...values })).text;
    expect(await bad({ date: '2027-02-01' })).toBe('That time is past. Please choose one to come.');
    expect(await bad({ date: '2027-02-10', time: '11:00' })).toBe(
      'Another meeting is Wed 10 Feb, 10:00 to 11:30. Please choose another time.',
    );
    expect(await bad({ zone: 'Larkmoor' })).toBe('a place, please, like America/New_York.');
    expect(await bad({ except: 'never' })).toBe('days, please, like 2027-07-14, 2027-12-08.');
    expect(await bad({ except: '2027-04-20' })).toContain('Every date of the rule is taken out.');
    expect(await bad({ place: 'Where J.T., age 14, was found' })).toContain('may point to a person');
    expect(await bad({ minutes: '5', every: '40' })).toBe('at least 15, please.\nat most 12, please.');
    expect(await bad({ date: '2027-02-15', holidays: 'skip' })).toContain('Every day of it is left out.');
    expect(await latest()).toEqual([]);
  });

  it('makes a series with its rule, zone, length and place; its agendas are planned like any', async () => {
    const said = await world.submit('m01', await form(), {
      date: '2027-02-18',
      time: '14:00',
      minutes: '60',
      repeats: 'weekly',
      every: '3',
      holidays: 'next',
      except: '2027-04-22',
      place: 'Library, 12 Mill Street',
      zone: 'America/Chicago',
    });
    expect(said.text).toContain('Planned: Thu 18 Feb, 15:00 to 16:00, and every 3 weeks from then.');
    expect(said.text).toContain('The next ones: Thu 11 Mar, Thu 1 Apr, Thu 13 May.');
    const [made] = await latest();
    expect(made).toMatchObject({
      rrule: 'FREQ=WEEKLY;INTERVAL=3;BYDAY=TH',
      zone: 'America/Chicago',
      durationMinutes: 60,
      exdates: ['2027-04-22'],
      onHolidays: 'next',
    });
    await world.core.planner.run();
    const [first, ...others] = await rows(made!.id);
    expect(first).toMatchObject({ location: 'Library, 12 Mill Street', zone: 'America/Chicago' });
    expect(others.every(({ location }) => location === 'Library, 12 Mill Street')).toBe(true);
    expect(others.map(({ occurrence }) => occurrence)).not.toContain('2027-04-22');
    // The clocks change between: the hour on the wall stays.
    expect(others.every(({ startsAt }) => localTimeOf(startsAt, 'America/Chicago') === '14:00')).toBe(true);
    const added = await world.command('m03', `agenda add Stipends --meeting ${first!.id}`);
    expect(added.text).toContain('Saved for Thu 18 Feb.');
    expect((await known([made!.id])).length).toBe(1);
  });

  it('takes a line: once, unless it says how often', async () => {
    const said = await world.command('m01', 'meeting new 2027-02-22 09:00 --minutes 45');
    expect(said.text).toContain('Planned: Mon 22 Feb, 09:00 to 09:45.');
    expect((await world.command('m01', 'meeting new soon 09:00')).text).toContain(
      'a day, please, like 2027-04-14.',
    );
  });

  it('warns a new group of a long gap, also when one is cancelled', async () => {
    const file = (await readSample()).file;
    const other = await openTestDatabase(engine);
    const young = await createWorld(other, {
      file: { ...file, taskForce: { ...file.taskForce, formed: '2026-12-01', newSince: null } },
    });
    const asked = await young.command('m01', 'meeting cancel 2027-02-10');
    const done = await young.press('m01', 'Cancel it', asked.card!);
    expect(done.text).toContain(
      'A new group does best to meet at least monthly for its first six months: from Wed 13 Jan to Wed 10 Mar are 56 days.',
    );
    const filled = await young.command('m01', 'meeting new 2027-02-11 10:00');
    expect(filled.text).not.toContain('A new group');
    await other.close();
  });

  it('takes in what waited at cancelled meetings when none came after them', async () => {
    for (;;) {
      const asked = await world.command('m01', 'meeting cancel');
      if (asked.kind !== 'form') break;
      const field = asked.form!.fields[0];
      const [first] = field?.kind === 'choice' ? field.options : [];
      const done = await world.submit('m01', asked.form!, { meeting: first!.value });
      expect(done.text).toContain('Cancelled:');
    }
    const open = () =>
      database.transaction(LCTF, async (tx) => ({
        items: (await tx.select().from(agendaItems)).filter(
          ({ kind, state }) => kind !== 'standing' && (state === 'proposed' || state === 'accepted'),
        ),
        tasks: (await tx.select().from(tasks)).filter(({ state }) => state !== 'done'),
        agendas: await tx.select().from(agendas),
      }));
    const before = await open();
    expect(before.items.length).toBeGreaterThan(10);
    const said = await world.command('m01', 'meeting new 2027-03-03 10:00 --place Annex');
    expect(said.text).toMatch(/\d+ topics now come first on Wed 3 Mar:/);
    const [made] = (
      await database.transaction(LCTF, (tx) =>
        tx.select().from(meetings).where(eq(meetings.occurrence, '2027-03-03')),
      )
    ).filter(({ state }) => state === 'scheduled');
    const after = await open();
    expect(after.items.map(({ id }) => id).toSorted()).toEqual(before.items.map(({ id }) => id).toSorted());
    expect(new Set(after.items.map(({ meeting }) => meeting))).toEqual(new Set([made!.id]));
    const owing = before.tasks.filter(({ reportAt }) => reportAt !== null).map(({ id }) => id);
    const owes = after.tasks.filter(({ reportAt }) => reportAt === made!.id).map(({ id }) => id);
    expect(owes.toSorted()).toEqual(owing.toSorted());
  });
});
