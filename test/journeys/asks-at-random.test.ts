// Random tasks, and people who file, go away, leave, hand on and ask for less, while the meeting moves: what is asked of them
// stays kind (product rule 8). SOAK_ASKS: how many task forces.
import { and, eq, ne } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agendaItems } from '../../src/features/agenda/index.ts';
import { meetings } from '../../src/features/meetings/index.ts';
import { reportBacks } from '../../src/features/report-backs/table.ts';
import { tasks } from '../../src/features/subcommittees/index.ts';
import { mondayOf } from '../../src/asks/budget.ts';
import type { Database, Tx } from '../../src/db/types.ts';
import { readSample } from '../../src/demo/begin.ts';
import type { ImportedTaskForce } from '../../src/features/setup/index.ts';
import type { MeetingId } from '../../src/kernel/ids.ts';
import { addDays } from '../../src/schedule/local-time.ts';
import { localDateOf } from '../../src/schedule/recurrence.ts';
import { createWorld, LCTF, type World } from '../support/core.ts';
import { emptyTables, openTestDatabase } from '../support/database.ts';
import { heard, type Heard } from '../support/heard.ts';

const RUNS = Number(process.env['SOAK_ASKS'] ?? 1);
const MEETING = 'mtg-2027-02' as MeetingId;
/** Before the meeting of Wednesday 10 February; a Monday morning. In CI a week, else time for all three notes. */
const [START, DAYS] =
  RUNS > 1 ? [new Date('2027-01-25T14:00:00Z'), 19] : [new Date('2027-02-01T14:00:00Z'), 10];
const HOUR = 3_600_000;
const A_DAY = 24 * HOUR;

const KINDS = [
  'file',
  'file',
  'leave',
  'leave',
  'move',
  'assign',
  'less',
  'not now',
  'done',
  'gone',
] as const;
const acts = fc.array(
  fc.record({
    /** Hours from the start. */
    at: fc.integer({ min: 0, max: DAYS * 24 - 1 }),
    kind: fc.constantFrom(...KINDS),
    who: fc.nat(1000),
    what: fc.nat(1000),
    days: fc.integer({ min: 0, max: 6 }),
  }),
  { minLength: 8, maxLength: 25 },
);
const owners = fc.array(fc.record({ owner: fc.nat(1000), next: fc.boolean() }), {
  minLength: 15,
  maxLength: 15,
});

interface Posted extends Heard {
  readonly at: Date;
}

interface Leave {
  readonly member: string;
  readonly first: string;
  readonly last: string;
  readonly since: Date;
}

/** Everything that happened in one run. */
interface Told {
  readonly posted: readonly Posted[];
  readonly leaves: readonly Leave[];
  readonly less: ReadonlyMap<string, Date>;
  readonly gone: ReadonlyMap<string, Date>;
}

const unaskedOf = ({ key }: Pick<Heard, 'key'>): boolean => key.startsWith('brief');

function checkBudgets(file: ImportedTaskForce, { posted, less }: Told): void {
  const zones = new Map(file.members.map(({ id, zone }) => [id, zone]));
  const weeks = new Map<string, Posted[]>();
  for (const each of posted.filter(unaskedOf)) {
    const day = localDateOf(each.at, zones.get(each.to)!);
    const week = weeks.get(`${each.to} ${mondayOf(day)}`) ?? [];
    weeks.set(`${each.to} ${mondayOf(day)}`, [...week, each]);
    const since = less.get(each.to);
    expect(week.length + 1, `${each.to} in the week of ${day}`).toBeLessThanOrEqual(
      since !== undefined && since < each.at ? 1 : 2,
    );
    expect(
      week.map(({ at }) => localDateOf(at, zones.get(each.to)!)),
      `${each.to} twice on ${day}`,
    ).not.toContain(day);
  }
}

function checkAway(file: ImportedTaskForce, { posted, leaves, gone }: Told): void {
  const zones = new Map(file.members.map(({ id, zone }) => [id, zone]));
  for (const { to, at, key } of posted.filter(unaskedOf)) {
    const day = localDateOf(at, zones.get(to)!);
    const away = leaves.some(
      ({ member, first, last, since }) => member === to && first <= day && day <= last && since < at,
    );
    expect(away, `${to} is away on ${day} and gets ${key}`).toBe(false);
    const left = gone.get(to);
    expect(left !== undefined && left < at, `${to} has left and gets ${key}`).toBe(false);
  }
}

/** The sentences in which a report is asked for. */
const asksFor = (text: string, title: string): boolean =>
  [`hear about ${title}`, `note on ${title}`].some((words) => text.includes(words));

async function checkFiled(tx: Tx, { posted }: Told): Promise<void> {
  const titles = new Map((await tx.select().from(tasks)).map(({ id, title }) => [id, title]));
  const starts = new Map((await tx.select().from(meetings)).map(({ id, startsAt }) => [id, startsAt]));
  for (const { task, meeting, filedAt } of await tx
    .select()
    .from(reportBacks)
    .where(ne(reportBacks.state, 'none')))
    for (const { at, to, text } of posted)
      if (at > filedAt && at < starts.get(meeting)! && meeting === MEETING)
        expect(asksFor(text, titles.get(task)!), `${to} is asked for ${task}, which was filed`).toBe(false);
}

/** Each task that owes this meeting a report has one line there; no task ever has two. */
async function checkLines(tx: Tx, now: Date): Promise<void> {
  const [meeting] = await tx.select().from(meetings).where(eq(meetings.id, MEETING));
  const lines = await tx
    .select()
    .from(agendaItems)
    .where(and(eq(agendaItems.meeting, MEETING), ne(agendaItems.state, 'withdrawn')));
  const soon = now.getTime() > meeting!.startsAt.getTime() - A_DAY && now < meeting!.startsAt;
  for (const { id, state, reportAt } of await tx.select().from(tasks)) {
    const own = lines.filter(({ task }) => task === id).length;
    expect(own, `lines of ${id}`).toBeLessThanOrEqual(1);
    if (soon && state === 'open' && reportAt === MEETING) expect(own, `the line of ${id}`).toBe(1);
  }
}

describe('what is asked of people who do anything at all', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase('pglite');
  });
  afterAll(() => database.close());

  async function begin(given: readonly { owner: number; next: boolean }[]) {
    await emptyTables(database);
    const { file: sample } = await readSample();
    const active = sample.members.filter(({ status, id }) => status === 'active' && id !== 'm01');
    const open = sample.tasks.map((task, index) => {
      if (task.state !== 'open') return task;
      const { owner, next } = given[index % given.length]!;
      const reportAt = next ? MEETING : task.reportAt;
      return { ...task, owner: active[owner % active.length]!.id, reportAt };
    });
    const file = { ...sample, tasks: open } as ImportedTaskForce;
    const world = await createWorld(database, { file, startAt: START.toISOString() });
    return { file, world, active: active.map(({ id }) => id) };
  }

  type Act = { kind: (typeof KINDS)[number]; who: number; what: number; days: number };

  /** One thing that somebody does; what must be remembered of it is written into `told`. */
  async function act(
    world: World,
    { kind, who, what, days }: Act,
    { active, ids }: { active: readonly string[]; ids: readonly string[] },
    told: { leaves: Leave[]; less: Map<string, Date>; gone: Map<string, Date> },
  ): Promise<void> {
    const member = active[who % active.length]!;
    const task = ids[what % ids.length]!;
    const now = world.now();
    const today = localDateOf(now, 'America/New_York');
    switch (kind) {
      case 'file': {
        const [row] = await database.transaction(LCTF, (tx) =>
          tx
            .select()
            .from(tasks)
            .where(eq(tasks.id, task as never)),
        );
        await world.command(
          row!.owner ?? 'm01',
          `reportback submit ${task} ${['on-track', 'need-help'][days % 2]}`,
        );
        return;
      }
      case 'leave': {
        const [first, last] = [addDays(today, days), addDays(today, days + (what % 9))];
        const said = await world.command(member, `me leave ${first} ${last}`);
        if (said.kind !== 'refused') told.leaves.push({ member, first, last, since: now });
        return;
      }
      case 'move':
        await world.command(
          'm01',
          `meeting move ${['2027-02-10', '2027-02-11', '2027-02-12'][days % 3]} 13:00`,
        );
        return;
      case 'assign':
        await world.command('m01', `task assign ${task} ${member}`);
        return;
      case 'less':
        if ((await world.command(member, 'me less mail on')).kind !== 'refused' && !told.less.has(member))
          told.less.set(member, now);
        return;
      case 'done':
        await world.command('m01', `task done ${task}`);
        return;
      case 'gone': {
        const { card } = await world.command('m01', `roster leave ${member}`);
        if (card?.title.some((span) => 'text' in span && span.text.startsWith('Has '))) {
          await world.press('m01', 'Yes, end their access', card);
          told.gone.set(member, now);
        }
        return;
      }
      case 'not now': {
        const brief = world.web.at(`direct:${member}`).findLast(unaskedOf);
        const labels = ['Not this time', 'Nothing this time', 'Let it wait'];
        for (const label of labels)
          if (brief?.text.includes(`[${label}]`)) await world.press(member, label, brief.card);
        return;
      }
      default:
        kind satisfies never;
    }
  }
  it('asks nobody who is away or for what was filed, within their week, and keeps one line for each report', async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(owners, acts, async (given, things) => {
        const { file, world, active } = await begin(given);
        const posted: Posted[] = [];
        heard(world.web, (message) => posted.push({ ...message, at: world.now() }));
        const since = new Date(0);
        const told = {
          posted,
          leaves: file.leaves.map(({ member, first, last }): Leave => ({ member, first, last, since })),
          less: new Map<string, Date>(),
          gone: new Map<string, Date>(),
        };
        const ids = file.tasks.filter(({ state }) => state === 'open').map(({ id }) => id);
        const queue = things.toSorted((a, b) => a.at - b.at);
        for (let day = 1; day <= DAYS; day += 1) {
          const end = new Date(START.getTime() + day * A_DAY);
          while (queue[0] && START.getTime() + queue[0].at * HOUR < end.getTime()) {
            const next = queue.shift()!;
            await world.goTo(new Date(START.getTime() + next.at * HOUR));
            await act(world, next, { active, ids }, told);
          }
          await world.goTo(end);
          await database.transaction(LCTF, (tx) => checkLines(tx, world.now()));
        }
        checkBudgets(file, told);
        checkAway(file, told);
        await database.transaction(LCTF, (tx) => checkFiled(tx, told));
        asked += posted.filter(({ text }) => /hear about|note on/.test(text)).length;
      }),
      { numRuns: RUNS, endOnFailure: RUNS > 5 },
    );
    expect(asked).toBeGreaterThan(0);
  }, 3_000_000);
});
