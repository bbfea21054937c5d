import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/types.ts';
import { DEFAULT_HOURS } from '../../src/features/roster/index.ts';
import type { ImportedTaskForce } from '../../src/features/setup/index.ts';
import { addDays, localDateOf, localTimeOf, weekdayOf } from '../../src/schedule/local-time.ts';
import { emptyTables, openTestDatabase } from '../support/database.ts';
import { randomTaskForce } from '../support/random-task-force.ts';
import { linesOf, previewStage, type PreviewStage, type Sent } from './preview-stage.ts';

const DAY = 86_400_000;
/** `npm run soak:preview` takes more, and looks as far ahead as `preview` does. */
const AHEAD = process.env['SOAK_TASK_FORCES'] ? 60 : 28;
const RUNS = Number(process.env['SOAK_TASK_FORCES'] ?? 3);
/** Only foreseen, not lived through: the soak looks at more. */
const FORESEEN = process.env['SOAK_TASK_FORCES'] ? RUNS * 3 : RUNS;
/** In CI the first one has people who are asked something before their hello. */
const SEED = process.env['SOAK_TASK_FORCES'] ? Date.now() : 293_840_792;

const countOf = <T>(of: readonly T[], by: (one: T) => string): readonly number[] =>
  [...Map.groupBy(of, by).values()].map((own) => own.length);
const most = (counts: readonly number[]): number => Math.max(0, ...counts);
const mondayOf = (date: string): string => addDays(date, 1 - weekdayOf(date));

/** Product rule 8, over what was foreseen. */
function keepsToTheBudgets(file: ImportedTaskForce, { people }: PreviewStage, sent: readonly Sent[]): void {
  const zoneOf = ({ to }: Sent): string => people.get(to)?.zone ?? file.taskForce.zone;
  const dayOf = (one: Sent): string => localDateOf(one.at, zoneOf(one));
  const notes = sent.filter(({ key }) => key.startsWith('brief:'));
  expect(most(countOf(notes, (one) => `${one.to} ${dayOf(one)}`))).toBeLessThanOrEqual(1);
  expect(most(countOf(notes, (one) => `${one.to} ${mondayOf(dayOf(one))}`))).toBeLessThanOrEqual(2);
  for (const one of notes) {
    const member = people.get(one.to)!;
    const { from, to } = member.hours ?? DEFAULT_HOURS;
    const time = localTimeOf(one.at, member.zone);
    const day = dayOf(one);
    // Hours after midnight belong to the day on which they began.
    const night = from > to && time < to;
    const why = `${one.key} ${day} ${time}`;
    expect(from < to ? time >= from && time < to : time >= from || time < to, why).toBe(true);
    expect(weekdayOf(night ? addDays(day, -1) : day), why).toBeLessThan(6);
    const off = file.holidays.some(
      ({ date, agency }) => date === day && (agency === null || agency === member.agency),
    );
    expect(off, why).toBe(false);
    const away = file.leaves.some((each) => each.member === one.to && each.first <= day && day <= each.last);
    expect(away, why).toBe(false);
  }
  const meetingDays = new Set(
    sent.filter(({ key }) => /^reminder:(?!\d{4}-)/.test(key)).map((one) => dayOf(one)),
  );
  const free = ({ key }: Sent): boolean => key.startsWith('agenda:') || /^reminder:(?!\d{4}-)/.test(key);
  const posts = sent.filter((one) => one.to === 'channel' && !free(one) && !meetingDays.has(dayOf(one)));
  expect(most(countOf(posts, (one) => `${one.platform} ${mondayOf(dayOf(one))}`))).toBeLessThanOrEqual(2);
}

describe('any task force in which nobody does anything', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
  });
  afterAll(() => database.close());

  it(
    'gets what its preview said, row by row, and within the budgets',
    async () => {
      await fc.assert(
        fc.asyncProperty(randomTaskForce, async ({ file, startAt }) => {
          await emptyTables(database);
          const stage = await previewStage(database, { file, startAt });
          const until = new Date(startAt.getTime() + AHEAD * DAY);
          const said = await stage.foreseen(until);
          expect(said.length).toBeGreaterThan(0);
          keepsToTheBudgets(file, stage, said);
          await stage.world.goTo(until);
          expect(linesOf(stage.log)).toEqual(linesOf(said));
        }),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
    },
    RUNS * 120_000,
  );

  it(
    'is asked within the budgets, on its working days and in its hours',
    async () => {
      await fc.assert(
        fc.asyncProperty(randomTaskForce, async ({ file, startAt }) => {
          await emptyTables(database);
          const stage = await previewStage(database, { file, startAt });
          const said = await stage.foreseen(new Date(startAt.getTime() + 60 * DAY));
          expect(said.length).toBeGreaterThan(0);
          keepsToTheBudgets(file, stage, said);
        }),
        { numRuns: FORESEEN, seed: SEED + 1, endOnFailure: true },
      );
    },
    RUNS * 120_000,
  );
});
