// Somebody has the whole database after the close, and what each person answered is kept here alone: can any order or value
// of any column, the system's own included, tell whose an answer is? SOAK_POLLS: how many polls.
import { randomInt } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Engine } from '../../../src/db/types.ts';
import { USUAL_QUESTIONS } from '../../../src/features/polls/model.ts';
import { shuffled } from '../../../src/features/polls/shuffle.ts';
import {
  insertPoll,
  insertQuestions,
  rewriteFeedback,
  updatePoll,
} from '../../../src/features/polls/store.ts';
import type { MemberId, PollId } from '../../../src/kernel/ids.ts';
import { createSeal } from '../../../src/seal.ts';
import { createWorld, LCTF, TEST_KEY, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const POLLS = Number(process.env['SOAK_POLLS'] ?? 20);
const PEOPLE = ['m02', 'm03', 'm04', 'm05', 'm06', 'm07', 'm09', 'm10'] as MemberId[];
const QUESTIONS = USUAL_QUESTIONS.filter(({ kind }) => kind === 'scale' || kind === 'comment');
/** Among some hundred attacks the luckiest is a few standard deviations off. */
const CHANCE = 6;
/** As a linker that works is. */
const SURELY = 15;

/** A row with all its columns, and the system's: where it lies, which transaction wrote it, which command of it. */
type Row = Readonly<Record<string, string | null>>;
type Table = { readonly name: string; readonly rows: readonly Row[] };

async function tablesOf({ db }: Database): Promise<readonly Table[]> {
  const { rows: names } = await db.execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const tables: Table[] = [];
  for (const { name } of names) {
    const { rows } = await db.execute<{ own: Record<string, unknown>; system: Row }>(sql`
      select to_jsonb(t) as own, jsonb_build_object('xmin', xmin::text, 'xmax', xmax::text, 'cmin', cmin::text,
        'place', lpad(split_part(trim('()' from ctid::text), ',', 1), 8, '0') || lpad(split_part(trim('()' from ctid::text), ',', 2), 8, '0'))
        as system from ${sql.identifier(name)} t`);
    const flat = ({ own, system }: (typeof rows)[number]): Row => ({
      ...Object.fromEntries(
        Object.entries(own).map(([column, value]) => [
          column,
          value === null || typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      ),
      ...system,
    });
    tables.push({ name, rows: rows.map(flat) });
  }
  return tables;
}

const compare = (a: string, b: string): number =>
  /^\d+$/.test(a) && /^\d+$/.test(b) ? Number(BigInt(a) - BigInt(b)) : a < b ? -1 : a > b ? 1 : 0;
const by = (column: string) => (a: Row, b: Row) => compare(a[column] ?? '', b[column] ?? '');

/** What one person said to one question, as a number. */
const saidIn = (row: Row): number => Number(row['choice'] ?? row['comment']!.at(-1));

interface Made {
  readonly poll: PollId;
  /** Transactions of the ballots lie between these. */
  readonly from: number;
  readonly to: number;
  /** By question and person. */
  readonly truth: ReadonlyMap<string, number>;
}

async function transactionNow({ db }: Database): Promise<number> {
  const { rows } = await db.execute<{ now: string }>(sql`select txid_current()::text as now`);
  return Number(rows[0]!.now);
}

/** A poll that people answer in any order, each through the whole corridor. */
async function vote(world: World, poll: PollId): Promise<Made> {
  const { database } = world;
  const of = { taskForce: LCTF, poll };
  await database.transaction(LCTF, async (tx) => {
    await insertPoll(tx, {
      ...of,
      id: poll,
      kind: 'feedback',
      title: null,
      meeting: null,
      subcommittee: null,
      state: 'open',
      opensAt: new Date(world.now().getTime() - 3_600_000),
      closesAt: new Date(world.now().getTime() + 5 * 86_400_000),
      openedBy: null,
      eligible: PEOPLE.length,
    });
    await insertQuestions(tx, of, QUESTIONS);
  });
  const form = { form: 'polls.ballot', title: '', fields: [], submit: '', context: { poll } };
  const token = createSeal([TEST_KEY]).form(form, LCTF).context;
  const from = await transactionNow(database);
  const truth = new Map<string, number>();
  for (const member of shuffled(PEOPLE)) {
    const values: Record<string, string> = {};
    for (const { position, kind } of QUESTIONS) {
      const choice = randomInt(1, 6);
      truth.set(`${position} ${member}`, choice);
      values[`q${position}`] = kind === 'comment' ? `Keep the pace at level ${choice}` : String(choice);
    }
    const said = await world.from(
      { platform: 'web', tenant: LCTF, account: member, taskForce: LCTF },
      { kind: 'submit', token, values },
    );
    expect(said.text).toContain('Thank you.');
  }
  return { poll, from, to: await transactionNow(database), truth };
}

type Guess = ReadonlyMap<string, Row>;
/** People, as the attacker has them: one row that names each. */
type Named = readonly (readonly [member: string, row: Row])[];

/** The rows of one table that belong to a poll and name people, by the column that does. */
function peopleIn({ rows }: Table, { poll, from, to }: Made): readonly Named[] {
  const own = rows.filter(
    (row) => Object.values(row).includes(poll) || (Number(row['xmin']) > from && Number(row['xmin']) < to),
  );
  return Object.keys(own[0] ?? {}).flatMap((column) => {
    const named = own.flatMap((row) => {
      const value = row[column] ?? '';
      return PEOPLE.includes(value as MemberId) ? [[value, row] as const] : [];
    });
    return named.length >= PEOPLE.length ? [named] : [];
  });
}

/** Each order of the one zipped with each order of the other, and each value that both have. */
function guesses(people: Named, answers: readonly Row[]): ReadonlyMap<string, Guess> {
  const found = new Map<string, Guess>();
  const orders = Object.keys(answers[0]!).filter((column) => !['choice', 'comment'].includes(column));
  for (const mine of Object.keys(people[0]![1]))
    for (const theirs of orders) {
      const first = people.toSorted(([, a], [, b]) => by(mine)(a, b));
      const second = answers.toSorted(by(theirs));
      const zip = (rows: readonly Row[]): Guess =>
        new Map(first.flatMap(([member], index) => (rows[index] ? [[member, rows[index]] as const] : [])));
      found.set(`${mine} in the order of ${theirs}`, zip(second));
      found.set(`${mine} against the order of ${theirs}`, zip(second.toReversed()));
      const same = people.flatMap(([member, row]) => {
        const match = answers.find((each) => each[theirs] !== null && each[theirs] === row[mine]);
        return match ? [[member, match] as const] : [];
      });
      found.set(`${mine} is ${theirs}`, new Map(same));
    }
  return found;
}

/** How many standard deviations the best of all attacks is better than a guess that knows the totals. */
async function bestAttack(
  database: Database,
  made: readonly Made[],
): Promise<{ name: string; score: number }> {
  const tables = await tablesOf(database);
  const answers = tables.find(({ name }) => name === 'feedback_answers')!.rows;
  const scores = new Map<string, { hits: number; expected: number; variance: number }>();
  for (const each of made)
    for (const { position } of QUESTIONS) {
      const given = answers.filter(
        (row) => row['poll'] === each.poll && row['question'] === String(position),
      );
      expect(given).toHaveLength(PEOPLE.length);
      const squares = [1, 2, 3, 4, 5].map((n) => given.filter((row) => saidIn(row) === n).length ** 2);
      const chance = squares.reduce((sum, square) => sum + square, 0) / PEOPLE.length ** 2;
      for (const table of tables)
        for (const [index, people] of peopleIn(table, each).entries())
          for (const [name, guess] of guesses(people, given)) {
            const key = `${table.name} ${index}: ${name}`;
            const score = scores.get(key) ?? { hits: 0, expected: 0, variance: 0 };
            scores.set(key, score);
            for (const [member, row] of guess)
              if (each.truth.get(`${position} ${member}`) === saidIn(row)) score.hits += 1;
            score.expected += chance * guess.size;
            // Guesses within a poll depend on each other a little: this is no less than what they vary by.
            score.variance += chance * (1 - chance) * guess.size * (PEOPLE.length / (PEOPLE.length - 1));
          }
    }
  expect(scores.size).toBeGreaterThan(50);
  const all = [...scores].map(([name, { hits, expected, variance }]) => ({
    name,
    score: variance === 0 ? 0 : (hits - expected) / Math.sqrt(variance),
  }));
  return all.reduce((best, one) => (one.score > best.score ? one : best));
}

describe.each<Engine>(engines)('all of the database, on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  async function votes(prefix: string, count: number, close: (poll: PollId) => Promise<unknown>) {
    await database.db.execute(sql`truncate feedback_answers, feedback_givers`);
    const made: Made[] = [];
    for (let n = 0; n < count; n += 1) {
      const each = await vote(world, `${prefix}${n}` as PollId);
      await close(each.poll);
      made.push(each);
    }
    return bestAttack(database, made);
  }

  it('links no answer to a person once the poll has closed', async () => {
    const best = await votes('a', POLLS, async (poll) => {
      expect((await world.command('m01', `poll close ${poll}`)).text).toContain('Closed.');
    });
    expect(best.score, best.name).toBeLessThan(CHANCE);
  }, 900_000);

  it('does if what is written anew keeps the order in which it came: so the attacks are some', async () => {
    const asTheyCame = {
      answers: <T>(rows: readonly T[]) => rows,
      givers: (members: readonly MemberId[]) => members,
    };
    const best = await votes('b', Math.min(POLLS, 20), (poll) =>
      database.transaction(LCTF, async (tx) => {
        await rewriteFeedback(tx, { taskForce: LCTF, poll }, asTheyCame);
        await updatePoll(tx, poll, { state: 'closed' });
      }),
    );
    expect(best.score, best.name).toBeGreaterThan(SURELY);
  }, 900_000);

  it('does before the close, as the card says', async () => {
    const best = await votes('c', Math.min(POLLS, 20), async () => {});
    expect(best.score, best.name).toBeGreaterThan(SURELY);
  }, 900_000);
});
