import { randomInt } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Tx } from '../../../src/db/types.ts';
import { shuffled, USUAL_QUESTIONS, type Answer } from '../../../src/features/polls/model.ts';
import {
  giveFeedback,
  insertPoll,
  insertQuestions,
  rewriteFeedback,
  type Orders,
} from '../../../src/features/polls/store.ts';
import type { MemberId, PollId } from '../../../src/kernel/ids.ts';
import { createWorld, LCTF } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

const GIVERS = 8;
const QUESTIONS = USUAL_QUESTIONS.filter(({ kind }) => kind === 'scale');
const MEMBERS = Array.from(
  { length: GIVERS },
  (_, index) => `m${String(index + 1).padStart(2, '0')}` as MemberId,
);

/** As they came, by the place of their rows: what the tables would tell if nothing were shuffled. */
const AS_THEY_CAME: Orders = { answers: (rows) => rows, givers: (members) => members };

interface Row {
  readonly who: string;
  readonly xid: string;
}
interface Given {
  readonly choice: number;
  readonly xid: string;
}

/** What somebody with the whole database in their hands could guess. */
const ATTACKS: Readonly<
  Record<string, (givers: readonly Row[], answers: readonly Given[]) => ReadonlyMap<string, number>>
> = {
  /** The first row of one table belongs to the first of the other. */
  'by the place of the rows (ctid)': (givers, answers) =>
    new Map(givers.map(({ who }, index) => [who, answers[index]!.choice])),
  'from the end': (givers, answers) =>
    new Map(givers.map(({ who }, index) => [who, answers.at(-1 - index)!.choice])),
  /** Rows of one transaction belong together. */
  'by the transaction (xmin)': (givers, answers) =>
    new Map(
      givers.map(({ who, xid }, index) => {
        const same = answers.filter((each) => each.xid === xid);
        return [who, (same[index % Math.max(1, same.length)] ?? answers[index]!).choice];
      }),
    ),
  /** Both in the order of their transactions. */
  'by the order of the transactions': (givers, answers) => {
    const order = (a: { xid: string }, b: { xid: string }): number => Number(a.xid) - Number(b.xid);
    const sorted = answers.toSorted(order);
    return new Map(givers.toSorted(order).map(({ who }, index) => [who, sorted[index]!.choice]));
  },
  'by the order of their ids': (givers, answers) =>
    new Map(
      givers
        .toSorted((a, b) => (a.who < b.who ? -1 : 1))
        .map(({ who }, index) => [who, answers[index]!.choice]),
    ),
};

/** Polls in which people who came in any order gave any answers; what each gave is kept here alone. */
async function makePolls(
  database: Database,
  { prefix, count }: { prefix: string; count: number },
  close: ((tx: Tx, poll: PollId) => Promise<void>) | undefined,
) {
  const truth = new Map<string, number>();
  for (let n = 0; n < count; n += 1) {
    const poll = `${prefix}${n}` as PollId;
    const of = { taskForce: LCTF, poll };
    await database.transaction(LCTF, async (tx) => {
      await insertPoll(tx, {
        taskForce: LCTF,
        id: poll,
        kind: 'feedback',
        title: null,
        meeting: null,
        subcommittee: null,
        state: 'open',
        opensAt: new Date('2027-02-10T16:45:00Z'),
        closesAt: new Date('2027-02-15T15:00:00Z'),
        openedBy: null,
        eligible: GIVERS,
      });
      await insertQuestions(tx, of, QUESTIONS);
    });
    for (const member of shuffled(MEMBERS)) {
      const answers = QUESTIONS.map(({ position }): Answer => {
        const choice = randomInt(1, 6);
        truth.set(`${poll} ${position} ${member}`, choice);
        return { question: position, choice, comment: null };
      });
      await database.transaction(LCTF, (tx) => giveFeedback(tx, of, member, answers));
    }
    if (close) await database.transaction(LCTF, (tx) => close(tx, poll));
  }
  return truth;
}

/** How many standard deviations an attack is better than a guess that knows the totals. */
async function success(
  database: Database,
  truth: ReadonlyMap<string, number>,
  attack: (givers: readonly Row[], answers: readonly Given[]) => ReadonlyMap<string, number>,
): Promise<number> {
  const { rows: givers } = await database.db.execute<Row & { poll: string }>(
    sql`select poll, member as who, xmin::text as xid from feedback_givers order by ctid`,
  );
  const { rows: answers } = await database.db.execute<Given & { poll: string; question: number }>(
    sql`select poll, question, choice, xmin::text as xid from feedback_answers order by ctid`,
  );
  let hits = 0;
  let expected = 0;
  let variance = 0;
  for (const poll of new Set([...truth.keys()].map((key) => key.split(' ')[0]!)))
    for (const { position } of QUESTIONS) {
      const given = answers.filter((each) => each.poll === poll && each.question === position);
      expect(given).toHaveLength(GIVERS);
      const guessed = attack(
        givers.filter((each) => each.poll === poll),
        given,
      );
      for (const [who, choice] of guessed) if (truth.get(`${poll} ${position} ${who}`) === choice) hits += 1;
      const squares = [1, 2, 3, 4, 5].map(
        (value) => given.filter(({ choice }) => choice === value).length ** 2,
      );
      const chance = squares.reduce((sum, each) => sum + each, 0) / GIVERS ** 2;
      expected += chance * GIVERS;
      // Within a poll guesses depend on each other a little: this is no less than what they vary by.
      variance += chance * (1 - chance) * GIVERS * (GIVERS / (GIVERS - 1));
    }
  return (hits - expected) / Math.sqrt(variance);
}

const names = Object.keys(ATTACKS);
const best = async (database: Database, truth: ReadonlyMap<string, number>): Promise<number> =>
  Math.max(...(await Promise.all(names.map((name) => success(database, truth, ATTACKS[name]!)))));

describe('who gave which feedback, to somebody who has the whole database', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    await createWorld(database, { notStarted: true });
  });
  afterAll(() => database.close());
  const begin = async (): Promise<void> => {
    await database.db.execute(sql`truncate feedback_answers, feedback_givers`);
  };

  it('cannot be told after the close better than by chance', async () => {
    await begin();
    const truth = await makePolls(database, { prefix: 'a', count: 200 }, (tx, poll) =>
      rewriteFeedback(tx, { taskForce: LCTF, poll }),
    );
    for (const name of names)
      expect(Math.abs(await success(database, truth, ATTACKS[name]!)), name).toBeLessThan(5);
  }, 120_000);

  it('could be told without the shuffle: so the attack is one', async () => {
    await begin();
    const truth = await makePolls(database, { prefix: 'b', count: 40 }, (tx, poll) =>
      rewriteFeedback(tx, { taskForce: LCTF, poll }, AS_THEY_CAME),
    );
    expect(await best(database, truth)).toBeGreaterThan(20);
  }, 120_000);

  it('could be told before the close, as the card says', async () => {
    await begin();
    const truth = await makePolls(database, { prefix: 'c', count: 40 }, undefined);
    expect(await success(database, truth, ATTACKS['by the transaction (xmin)']!)).toBeGreaterThan(20);
  }, 120_000);
});
