import { cueFor, dateOf, daysBefore, isAway, momentOn, workingDayAt } from '../../asks/permitted.ts';
import { addDays } from '../../schedule/local-time.ts';
import type { DaysBefore } from '../../schedule/reminder-rules.ts';
import type { Cue } from '../../kernel/feature.ts';
import type { MeetingId, MemberId, TaskId } from '../../kernel/ids.ts';
import type { AskedPerson } from '../meetings/index.ts';

/** When the facilitator is asked, on the day on which the vice-lead was. */
const LATER_THAT_DAY = '15:00';

/** A report that a meeting hopes for and nobody has filed. */
export interface Owed {
  readonly task: TaskId;
  readonly meeting: MeetingId;
  readonly startsAt: Date;
  readonly owner: MemberId;
  /** Who leads its subcommittee, the vice-lead first. */
  readonly leaders: readonly MemberId[];
  /** Nobody is asked before. */
  readonly parkedUntil: string | null;
}

export interface StandIn {
  readonly member: MemberId;
  readonly first: string;
  readonly last: string;
  readonly delegate: MemberId | null;
}

export interface ReportState {
  readonly owed: readonly Owed[];
  readonly people: ReadonlyMap<MemberId, AskedPerson>;
  readonly leaves: readonly StandIn[];
  /** Facilitators first, then co-chairs. */
  readonly chairs: readonly MemberId[];
  /** Whoever may file a report at all. */
  readonly may: ReadonlySet<MemberId>;
  readonly rule: DaysBefore;
  readonly startedAt: Date | null;
}

/** One note to one person. */
export interface Note {
  /** Days before the meeting; `lead` and `chair` for who is asked to step in. */
  readonly step: string;
  readonly recipient: MemberId;
  readonly from: Date;
  /** The next note makes it pointless. */
  readonly until: Date;
  readonly help: boolean;
}

/** Who is asked in this person's place on a date of theirs: themselves while they are here. */
function standIn({ people, leaves, may }: ReportState, member: MemberId, date: string): MemberId | undefined {
  const person = people.get(member);
  if (!person) return undefined;
  if (!isAway(person, date)) return member;
  return (
    leaves.find(({ member: who, first, last, delegate }) => {
      if (who !== member || first > date || date > last || delegate === null || !may.has(delegate))
        return false;
      const theirs = people.get(delegate);
      return theirs !== undefined && !isAway(theirs, date);
    })?.delegate ?? undefined
  );
}

/** The days of the notes, each once: of two that holidays moved to one day, the later rule. */
function noteDays({ rule }: ReportState, { startsAt }: Owed, person: AskedPerson) {
  const days = new Map<string, number>();
  for (const n of [...rule.days].toSorted((a, b) => b - a))
    days.set(daysBefore(dateOf(startsAt, person), n, person), n);
  return [...days].map(([date, n]) => ({ date, n })).toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/** The day after which somebody else is asked: that of the last note. */
export function lastDay(state: ReportState, owed: Owed): string | undefined {
  const owner = state.people.get(owed.owner);
  return owner && noteDays(state, owed, owner).at(-1)?.date;
}

/** The notes to the owner, or to who stands in while they are away. Who is away without one is told when they are back. */
function ownNotes(state: ReportState, owed: Owed): readonly Note[] {
  const owner = state.people.get(owed.owner);
  if (!owner) return [];
  const notes = noteDays(state, owed, owner).map(({ date, n }) => {
    const recipient = standIn(state, owed.owner, date) ?? owed.owner;
    const from = momentOn(date, state.rule.at, state.people.get(recipient) ?? owner);
    return { step: String(n), recipient, from, date, help: false };
  });
  const asked = notes.filter(
    ({ date, from }) => from < owed.startsAt && (owed.parkedUntil === null || owed.parkedUntil <= date),
  );
  return asked.map(({ step, recipient, from, help }, index) => {
    const until = asked[index + 1]?.from ?? owed.startsAt;
    return { step, recipient, from, until, help };
  });
}

/** The first of these who can be asked on their next working day after `date`, and when. */
function firstToHelp(
  state: ReportState,
  among: readonly MemberId[],
  date: string,
  at: string,
): { readonly recipient: MemberId; readonly date: string; readonly from: Date } | undefined {
  for (const member of among) {
    const person = state.people.get(member);
    if (!person) continue;
    const day = workingDayAt(date, 'next', person);
    const recipient = standIn(state, member, day);
    const calendar = recipient && state.people.get(recipient);
    if (calendar) return { recipient, date: day, from: momentOn(day, at, calendar) };
  }
  return undefined;
}

/** Who is asked to step in: the vice-lead at the hour of the notes, later that day a facilitator; without one, at once. */
function helpNotes(state: ReportState, owed: Owed, notes: readonly Note[]): readonly Note[] {
  const last = lastDay(state, owed);
  if (last === undefined || notes.length === 0) return [];
  const asked = new Set([owed.owner, ...notes.map(({ recipient }) => recipient)]);
  const others = (of: readonly MemberId[]) => of.filter((member) => !asked.has(member));
  const next = addDays(last, 1);
  const lead = firstToHelp(state, others(owed.leaders), next, state.rule.at);
  const stepsIn = lead && !asked.has(lead.recipient) && lead.from < owed.startsAt ? lead : undefined;
  if (stepsIn) asked.add(stepsIn.recipient);
  const [day, at] = stepsIn ? [stepsIn.date, LATER_THAT_DAY] : [next, state.rule.at];
  const chair = firstToHelp(state, others(state.chairs), day, at);
  const found = [
    ...(stepsIn ? [{ ...stepsIn, step: 'lead' }] : []),
    ...(chair && !asked.has(chair.recipient) ? [{ ...chair, step: 'chair' }] : []),
  ].filter(({ from }) => from < owed.startsAt);
  return found.map(({ step, recipient, from }) => ({
    step,
    recipient,
    from,
    until: owed.startsAt,
    help: true,
  }));
}

/** Everything that is written about one report while nobody files it. */
export function notesOf(state: ReportState, owed: Owed): readonly Note[] {
  const notes = ownNotes(state, owed);
  return [...notes, ...helpNotes(state, owed, notes)];
}

/** A meeting to come, and which tasks it hopes to hear of. */
export interface Hearing {
  readonly meeting: MeetingId;
  readonly topicsCloseAt: Date;
  readonly endsAt: Date;
  readonly tasks: readonly TaskId[];
}

const STILL_HELPS = 60 * 86_400_000;

/** When topics close, each report gets its line; what comes later gets it at once. When the meeting ends, it is looked at. */
export function planHearings(hearings: readonly Hearing[], startedAt: Date | null): readonly Cue[] {
  return hearings.flatMap(({ meeting, topicsCloseAt, endsAt, tasks }) => [
    ...tasks.map((task): Cue => ({
      key: `report-backs.line:${task}:${meeting}`,
      kind: 'report-backs.line',
      subject: `${task}:${meeting}`,
      dueAt: startedAt && startedAt > topicsCloseAt ? startedAt : topicsCloseAt,
      until: endsAt,
      what: 'A report gets its line on the agenda',
    })),
    {
      key: `report-backs.end:${meeting}`,
      kind: 'report-backs.end',
      subject: meeting,
      dueAt: endsAt,
      until: new Date(endsAt.getTime() + STILL_HELPS),
      what: 'Reports that are to follow move on',
    },
  ]);
}

/** A cue for each note, as the recipient's day begins. Pure. */
export function planNags(state: ReportState): readonly Cue[] {
  return state.owed.flatMap((owed) =>
    notesOf(state, owed).flatMap((note): readonly Cue[] => {
      const calendar = state.people.get(note.recipient);
      if (!calendar) return [];
      const { task, meeting } = owed;
      return [
        {
          key: `report-backs.nag:${task}:${meeting}:${note.step}:${note.recipient}`,
          kind: 'report-backs.nag',
          subject: `${task}:${meeting}`,
          dueAt: cueFor(note.from, calendar, state.startedAt),
          until: note.until,
          what: note.help ? 'Somebody is asked to help with a report' : 'A report is asked for',
        },
      ];
    }),
  );
}
