import type { Context } from '../../db/context.ts';
import type { Person } from '../../kernel/access.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { answerOf, answersFor } from '../meetings/index.ts';
import { people } from '../roster/index.ts';
import { allSubcommittees } from '../subcommittees/index.ts';
import {
  answersIn,
  isNamed,
  LEAST_ANSWERS,
  mayVote,
  peopleIn,
  tallyOf,
  type Around,
  type Poll,
  type Question,
  type Tally,
} from './model.ts';
import { answersOf, ballotsOf, questionsOf } from './store.ts';

type Whose = Pick<Poll, 'kind' | 'meeting' | 'subcommittee'>;

/** Who is in the subcommittee it asks; undefined where it asks everyone. */
async function within({ tx }: Context, { subcommittee }: Whose): Promise<Around['within']> {
  if (subcommittee === null) return undefined;
  const of = (await allSubcommittees(tx)).find(({ id }) => id === subcommittee);
  const named = of ? [of.lead, of.viceLead, ...of.members] : [];
  return new Set(named.flatMap((member) => member ?? []));
}

async function around(ctx: Context, poll: Whose): Promise<Around> {
  const answers = poll.meeting ? await answersFor(ctx.tx, poll.meeting) : new Map<MemberId, string>();
  const regrets = new Set([...answers].flatMap(([member, answer]) => (answer === 'regrets' ? [member] : [])));
  return { regrets, within: await within(ctx, poll) };
}

/** Everyone who can answer now. */
export async function votersOf(ctx: Context, poll: Whose): Promise<readonly Person[]> {
  const by = await around(ctx, poll);
  return (await people(ctx.tx)).filter((person) => mayVote(poll, person, by));
}

const NOBODY: Around = { regrets: new Set(), within: undefined };

/** The same of one person: no more is read than they themselves have said. */
export async function isVoter(ctx: Context, poll: Whose, person: Person): Promise<boolean> {
  if (!mayVote(poll, person, NOBODY)) return false;
  const { kind, meeting } = poll;
  const own = kind === 'feedback' && meeting ? await answerOf(ctx.tx, meeting, person.member) : undefined;
  const regrets = new Set(own === 'regrets' ? [person.member] : []);
  return mayVote(poll, person, { regrets, within: await within(ctx, poll) });
}

/** What is known of a poll: how many answered, and the totals; or that too few did. */
export type Results =
  | { readonly state: 'too few' }
  | { readonly state: 'shown'; readonly people: number | undefined; readonly tallies: readonly Tally[] };

async function attendanceResults({ tx }: Context, poll: Poll): Promise<Results> {
  const WORDS = { 'in person': 'In the room', remote: 'By video or phone', regrets: 'Regrets' } as const;
  const said = poll.meeting ? [...(await answersFor(tx, poll.meeting)).values()] : [];
  const counts = (Object.keys(WORDS) as (keyof typeof WORDS)[]).map((answer, value) => ({
    value,
    label: WORDS[answer],
    count: said.filter((each) => each === answer).length,
  }));
  const question = { position: 1, kind: 'one', text: poll.title!, options: [], most: null } as const;
  return { state: 'shown', people: said.length, tallies: [{ question, counts, comments: [] }] };
}

/** The totals of a poll. Of feedback only once it has closed: who calls this makes sure. */
export async function resultsOf(ctx: Context, poll: Poll, questions?: readonly Question[]): Promise<Results> {
  if (poll.kind === 'attendance') return attendanceResults(ctx, poll);
  const asked = questions ?? (await questionsOf(ctx.tx, poll.id));
  const answers = await answersOf(ctx.tx, poll.id);
  if (isNamed(poll)) {
    const given = (await ballotsOf(ctx.tx, poll.id)).map(({ choices }) => choices);
    const tallies = tallyOf(asked, [...answersIn(given), ...answers]);
    // What came from a file without ballots tells how often, not how many people.
    return { state: 'shown', people: answers.length > 0 ? undefined : given.length, tallies };
  }
  const tallies = tallyOf(asked, answers);
  const answered = peopleIn(tallies);
  return answered < LEAST_ANSWERS ? { state: 'too few' } : { state: 'shown', people: answered, tallies };
}
