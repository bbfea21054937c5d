import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Database } from '../../src/db/types.ts';
import { taskForces } from '../../src/db/schema.ts';
import { features } from '../../src/features.ts';
import { privateWords } from '../../src/features/private-word/table.ts';
import { agendaItems } from '../../src/features/agenda/index.ts';
import { meetings, meetingSeries } from '../../src/features/meetings/index.ts';
import { agencies, members, subcommittees } from '../../src/features/roster/index.ts';
import { stored } from '../../src/guard/index.ts';
import { tasks } from '../../src/features/subcommittees/index.ts';
import {
  choiceQuestion,
  feedbackAnswers,
  insertAnswers,
  insertQuestions,
  polls,
} from '../../src/features/polls/index.ts';
import { idOfAccount } from '../../src/features/roster/strangers.ts';
import { formButton, press, type FormValues, type Value } from '../../src/kernel/card.ts';
import type { AgencyId, MemberId, PollId, TaskForceId, TaskId } from '../../src/kernel/ids.ts';
import { rich } from '../../src/kernel/rich.ts';
import { createSeal } from '../../src/seal.ts';
import { slack, TENANT, until } from '../support/chat.ts';
import {
  createWorld,
  fakePlatform,
  type FakePlatform,
  type From,
  type Said,
  type World,
} from '../support/core.ts';
import { openTestDatabase } from '../support/database.ts';

const seal = createSeal(['a-key-for-tests-only-0123456789abcdef']);
const NEVER_WAS = 'tf-never-was' as TaskForceId;

/** Every id that an action, form or command of any feature takes. One that is missing here fails the tests below. */
type Ids = Readonly<Record<string, string>>;
interface Side {
  readonly id: TaskForceId;
  readonly who: string;
  readonly room: string;
  readonly ids: Ids;
}
/** What they take besides: no ids. */
const PLAIN: Readonly<Record<string, string>> = {
  // Replaced by the platform under test.
  platform: '',
  tenant: TENANT,
  answer: 'regrets',
  at: '2027-02-03T14:00:00.000Z',
  title: 'A topic of theirs',
  minutes: '10',
  part: 'members',
  was: 'none',
  mark: 'none',
  step: 'people',
  to: '1',
  in: 'channel:C1',
  // Two moments, no row.
  outage: '2027-02-02T14:00:00.000Z/2027-02-03T14:00:00.000Z',
  kind: 'date',
  options: 'Tuesday; Thursday',
  most: '1',
  closes: '2027-02-09',
  zone: 'Europe/Berlin',
  from: '09:00',
  first: '2027-03-01',
  last: '2027-03-05',
  name: 'A group',
  whose: 'mine',
  due: '2027-03-05',
  state: 'done',
  line: 'A line of theirs',
  date: '2027-03-12',
  time: '14:00',
  repeats: 'monthly',
  every: '2',
  holidays: 'skip',
  except: '2027-07-14',
  place: 'Annex',
  // A code is a secret that gives a right, whoever types it; it names nothing.
  code: 'ZZZZ-9999',
};
const isId = (key: string): boolean => !Object.hasOwn(PLAIN, key);

/** The keys that a schema takes, in all its variants. */
function keysOf(schema: z.ZodType): readonly string[] {
  const keys = new Set<string>();
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('properties' in part) for (const key of Object.keys(part.properties as object)) keys.add(key);
    for (const inner of Object.values(part)) look(inner);
  };
  look(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return [...keys];
}

const presses = features.flatMap((feature) => Object.entries(feature.presses ?? {}));
const forms = features.flatMap((feature) => Object.entries(feature.forms ?? {}));
const commands = features.flatMap((feature) => feature.commands ?? []);
const argsOf = ({ words, rest, options }: (typeof commands)[number]): readonly string[] => [
  ...words,
  ...(rest === undefined ? [] : [rest]),
  ...options,
];

function token(purpose: 'press' | 'form', name: string, value: Value, taskForce: TaskForceId): string {
  const button = purpose === 'press' ? press('x', name, value) : formButton('x', name, value);
  const sealed = seal.card(
    { title: rich`x`, notice: 'x', blocks: [{ kind: 'buttons', buttons: [button] }] },
    taskForce,
  );
  const [block] = sealed.blocks;
  const [made] = block?.kind === 'buttons' ? block.buttons : [];
  if (!made || made.kind === 'link') throw new Error('no token');
  return made.value;
}

// Two task forces in one workspace. Dana runs the first, and has got hold of what belongs to the second.
describe.each(['slack', 'teams'])('what belongs to another task force, on %s', (platform) => {
  const plain: Readonly<Record<string, string>> = { ...PLAIN, platform };
  const by = (id: string, place?: string): From => ({ ...slack(id, place), platform });
  let database: Database;
  let world: World;
  let chat: FakePlatform;
  let own: Side;
  let foreign: Side;
  let random: Ids;

  async function found(
    name: string,
    [who, second, stranger]: [string, string, string],
    room: string,
    date: string,
  ) {
    for (const account of [who, second, stranger])
      chat.profiles.set(account, { name: `Person ${account}`, zone: 'America/New_York', full: true });
    chat.audiences.set(room, { state: 'known', accounts: [who, second, stranger], label: `#${name}` });
    const opened = await world.from(by(who, room), { kind: 'command', text: 'setup' });
    const values: FormValues = {
      ...opened.form!.values,
      name: `${name} County Task Force`,
      neutralName: `${name} TF`,
      agency: `${name} Office`,
      date,
      time: '10:00',
      second,
    };
    await world.from(by(who), { kind: 'submit', token: opened.form!.context, values });
    const rows = await database.unscoped((tx) => tx.select().from(taskForces));
    const { id } = rows.find((row) => row.name.startsWith(name))!;
    const say = (text: string): Promise<Said> => world.from(by(who, room), { kind: 'command', text });
    await say('start now');
    await world.core.planner.run();
    await say(`agenda add ${name} secret budget`);
    // A promise begins when it is first read.
    await say('confidentiality');
    await world.core.host.news({ platform, tenant: TENANT, place: room }, { kind: 'readers' });
    return database.transaction(id, async (tx) => {
      const [meeting] = await tx.select().from(meetings).limit(1);
      const [item] = await tx.select().from(agendaItems).where(eq(agendaItems.kind, 'discussion'));
      // Ids are a task force's own: the other may have the same. These it has not.
      const agency = `agency-of-${name}` as AgencyId;
      const member = `member-of-${name}` as MemberId;
      const [like] = await tx.select().from(members).limit(1);
      const [likeAgency] = await tx.select().from(agencies).limit(1);
      await tx.insert(agencies).values({ ...likeAgency!, id: agency });
      await tx
        .insert(members)
        .values({ ...like!, id: member, name: `${name} Someone`, roles: ['member'], agency });
      const left = `left-of-${name}` as MemberId;
      await tx.insert(members).values({
        ...like!,
        id: left,
        name: `${name} Gone`,
        roles: ['member'],
        agency,
        state: 'left',
        left: '2027-01-01',
      });
      const subcommittee = `group-of-${name}`;
      await tx
        .insert(subcommittees)
        .values({ taskForce: id, id: subcommittee, name: stored(`${name} secret group`), members: [] });
      const task = `task-of-${name}` as TaskId;
      const row = {
        taskForce: id,
        subcommittee,
        state: 'open',
        reportAt: meeting!.id,
        createdAt: world.now(),
      } as const;
      await tx.insert(tasks).values([
        { ...row, id: task, title: stored(`${name} secret task`), owner: member },
        { ...row, id: `vacant-of-${name}` as TaskId, title: stored(`${name} secret vacancy`), owner: left },
      ]);
      const [likeSeries] = await tx.select().from(meetingSeries).limit(1);
      const series = `series-of-${name}`;
      await tx
        .insert(meetingSeries)
        .values({ ...likeSeries!, id: series, name: stored(`${name} secret series`) });
      const poll = `poll-of-${name}` as PollId;
      const window = {
        opensAt: new Date('2027-02-03T14:00:00Z'),
        closesAt: new Date('2027-02-10T22:00:00Z'),
      };
      await tx.insert(polls).values({
        taskForce: id,
        id: poll,
        kind: 'date',
        title: stored(`${name} secret question`),
        state: 'open',
        ...window,
      });
      const words = ['Tuesday', 'Thursday'].map(stored);
      await insertQuestions(tx, { taskForce: id, poll }, [choiceQuestion(stored('When?'), words, null)]);
      const word = `word-of-${name}`;
      const about = { writer: member, words: stored(`${name} secret word`), writtenAt: window.opensAt };
      await tx.insert(privateWords).values({ taskForce: id, id: word, ...about });
      const account = stranger;
      const accounts = idOfAccount({ platform, tenant: TENANT, account });
      const ids = {
        meeting: meeting!.id,
        until: meeting!.id,
        item: item!.id,
        poll,
        word,
        member,
        delegate: member,
        instead: member,
        owner: member,
        for: member,
        lead: member,
        'vice-lead': member,
        left,
        subcommittee,
        task,
        report: meeting!.id,
        series,
        agency,
        account,
        accounts,
        key: `ask:${name}`,
        version: `${name}.1`,
      };
      return { id, who, room, ids };
    });
  }

  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    chat = fakePlatform(platform);
    world = await createWorld(database, { chats: [chat], empty: true, startAt: '2027-02-03T14:00:00Z' });
    own = await found('Larkmoor', ['U1', 'U2', 'UX'], 'channel:C1', '2027-03-10');
    foreign = await found('Northgate', ['U3', 'U4', 'UY'], 'channel:C2', '2027-03-17');
    await until(world, () => {
      for (const who of ['U1', 'U3'])
        if (!chat.at(`direct:${who}`).some(({ text }) => text.includes('Who is this?')))
          throw new Error('not met yet');
    });
    // From here on nobody is introduced: a stranger who asks is offered to the facilitators, which is no leak.
    chat.profiles.clear();
    random = {
      ...Object.fromEntries(Object.keys(own.ids).map((key) => [key, randomUUID()])),
      accounts: idOfAccount({ platform, tenant: TENANT, account: 'UNOBODY' }),
    };
  });
  afterAll(() => database.close());

  /** All that is stored, table by table. */
  async function everything(): Promise<Readonly<Record<string, unknown>>> {
    const { rows } = await database.db.execute<{ name: string }>(
      sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    );
    const found: Record<string, unknown> = {};
    for (const { name } of rows) {
      const table = sql.identifier(name);
      const { rows: all } = await database.db.execute<{ hash: string }>(
        sql`select md5(coalesce(string_agg(each::text, '|' order by each::text), '')) as hash from ${table} each`,
      );
      found[name] = all[0]?.hash;
    }
    return found;
  }

  const dana = () => by(own.who, own.room);
  const valueOf = (keys: readonly string[], ids: Ids): Record<string, string> =>
    Object.fromEntries(
      keys.map((key) => {
        const value = isId(key) ? ids[key] : plain[key];
        if (value === undefined)
          throw new Error(`Say in this file what a foreign "${key}" is, or that it is no id.`);
        return [key, value];
      }),
    );
  /** What is answered, without what was asked for. */
  const words = (said: Said, asked: Ids): string =>
    Object.values(asked).reduce((text, id) => text.replaceAll(id, '…'), `${said.kind}: ${said.text}`);

  type Ask = (ids: Ids) => Promise<Said>;
  /** The same words for theirs as for what never was, none of theirs among them, and nothing changes. */
  async function refusedAlike(ask: Ask, theirs: Ids, nobodys: Ids): Promise<void> {
    const before = await everything();
    const said = await ask(theirs);
    const unknown = await ask(nobodys);
    expect(words(said, theirs)).toBe(words(unknown, nobodys));
    expect(words(said, theirs)).not.toMatch(/Northgate|secret|Person U[34Y]/);
    expect(await everything()).toEqual(before);
  }
  /** One id at a time is theirs; the others are Dana's own. */
  async function eachId(keys: readonly string[], ask: Ask): Promise<void> {
    for (const key of keys.filter(isId))
      await refusedAlike(
        ask,
        { ...own.ids, [key]: valueOf([key], foreign.ids)[key]! },
        { ...own.ids, [key]: random[key]! },
      );
  }

  /** There are comments to hide only once feedback has closed: both polls become such, and then again what they were. */
  async function whileFeedbackIsClosed<T>(work: () => Promise<T>): Promise<T> {
    for (const { id, ids } of [own, foreign])
      await database.transaction(id, async (tx) => {
        const poll = ids['poll'] as PollId;
        await tx.update(polls).set({ kind: 'feedback', state: 'closed' }).where(eq(polls.id, poll));
        const answers = [1, 1, 1, 1, 1].map((choice) => ({ question: 1, choice, comment: null }));
        const comment = { question: 1, choice: null, comment: stored('A secret comment') };
        await insertAnswers(tx, { taskForce: id, poll }, [...answers, comment]);
      });
    const done = await work();
    for (const { id, ids } of [own, foreign])
      await database.transaction(id, async (tx) => {
        const poll = ids['poll'] as PollId;
        await tx.update(polls).set({ kind: 'date', state: 'open' }).where(eq(polls.id, poll));
        await tx.delete(feedbackAnswers).where(eq(feedbackAnswers.poll, poll));
      });
    return done;
  }

  it.each(presses)('a press %s', async (name, { value }) => {
    const keys = keysOf(value);
    const pressed = (ids: Ids, taskForce: TaskForceId): Promise<Said> =>
      world.from(dana(), { kind: 'press', token: token('press', name, valueOf(keys, ids), taskForce) });
    await refusedAlike((ids) => pressed(ids, ids === random ? NEVER_WAS : foreign.id), foreign.ids, random);
    await eachId(keys, (ids) => pressed(ids, own.id));
    expect(keys.filter(isId).every((key) => key in own.ids)).toBe(true);
  });

  it.each(forms)('a form %s', async (name, { context }) => {
    const test = (): Promise<boolean> => ofForm(name, keysOf(context));
    expect(await (name === 'polls.hide' ? whileFeedbackIsClosed(test) : test())).toBe(true);
  });

  /** Was there a form? */
  async function ofForm(name: string, keys: readonly string[]): Promise<boolean> {
    const made = (ids: Ids, taskForce: TaskForceId): string =>
      token('form', name, valueOf(keys, ids), taskForce);
    // The one facilitator has nobody to write to in private.
    const who = name === 'private-word.write' ? by('U2', own.room) : dana();
    const open = (sealed: string): Promise<Said> => world.from(who, { kind: 'open', token: sealed });
    const submit = (sealed: string, values: FormValues): Promise<Said> =>
      world.from(who, { kind: 'submit', token: sealed, values });
    // There only while Convener is paused.
    const whilePaused = name === 'pause.resume';
    if (whilePaused) await world.from(dana(), { kind: 'command', text: 'pause' });
    const { form } = await open(made(own.ids, own.id));
    const filled: FormValues = { ...plain, ...form?.values };
    const there = (ids: Ids): TaskForceId => (ids === random ? NEVER_WAS : foreign.id);
    await refusedAlike((ids) => open(made(ids, there(ids))), foreign.ids, random);
    await refusedAlike((ids) => submit(made(ids, there(ids)), filled), foreign.ids, random);
    await eachId(keys, (ids) => open(made(ids, own.id)));
    await eachId(keys, (ids) => submit(made(ids, own.id), filled));
    // What is chosen in it: ids as well.
    for (const field of form?.fields ?? []) {
      if (field.kind !== 'choice' || !Object.hasOwn(own.ids, field.name)) continue;
      const chosen = (ids: Ids): Promise<Said> =>
        submit(made(own.ids, own.id), { ...filled, name: 'Pat Example', [field.name]: ids[field.name]! });
      await refusedAlike(chosen, foreign.ids, random);
    }
    if (whilePaused) await submit(made(own.ids, own.id), filled);
    return form !== undefined;
  }

  it.each(commands.filter((each) => argsOf(each).length > 0).map((each) => [each.usage, each] as const))(
    'a command %s',
    async (_, command) => {
      const keys = argsOf(command);
      const typed = (ids: Ids): string => {
        const given = valueOf(keys, ids);
        const word = (key: string): string => `"${given[key]}"`;
        const byPlace = [...command.words, ...(command.rest === undefined ? [] : [command.rest])];
        return [
          command.path,
          ...byPlace.map(word),
          ...command.options.filter(isId).map((key) => `--${key} ${word(key)}`),
        ].join(' ');
      };
      await eachId(keys, (ids) => world.from(dana(), { kind: 'command', text: typed(ids) }));
      expect(keys.filter(isId).every((key) => key in own.ids)).toBe(true);
    },
  );
});
