import type { MemberId } from '../../kernel/ids.ts';
import { isChair, type Reader } from '../../kernel/access.ts';
import { text, type Block } from '../../kernel/card.ts';
import type { AgendaLines } from '../../kernel/feature.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import { offText, type Deadlines, type Meeting } from '../meetings/index.ts';
import { freeMinutes, plannedMinutes, sum, type Layout } from './model.ts';
import type { AgendaPhase } from './table.ts';

/** The lock screen's text of every agenda (product rule 4). */
export const NOTICE = 'Agenda updated';

/** All that a card about one agenda needs; loaded by load.ts, rendered here without a clock or a database. */
export interface AgendaFacts {
  readonly taskForce: TaskForce;
  readonly meeting: Meeting;
  readonly deadlines: Deadlines;
  readonly phase: AgendaPhase;
  readonly held: boolean;
  readonly layout: Layout;
  /** What later features say here, for this reader. */
  readonly lines: AgendaLines;
  readonly reader: Reader;
  /** Whose turn it is. */
  readonly facilitator: MemberId | undefined;
  /** Whose topics are this reader's own: theirs, and on their page those of whoever is away and named them. */
  readonly acts: ReadonlySet<MemberId>;
  /** When the meeting after this one is, if it is planned. */
  readonly nextAt: Date | undefined;
  readonly publicUrl: string;
  /** Its time to go out has come. */
  readonly late: boolean;
  /** Its time to go out has passed without it: it was left out when Convener went on. */
  readonly leftOut: boolean;
  /** The meeting has begun: its agenda no longer goes out, and nobody is asked whether they come. */
  readonly begun: boolean;
  /** The meeting has ended: nothing about it is asked any more. */
  readonly over: boolean;
}

/** Where it was moved, for whoever remembers the time before; nothing once it has begun. */
export const movedText = ({ meeting, begun }: Pick<AgendaFacts, 'meeting' | 'begun'>): Rich | false =>
  !begun && meeting.movedFrom !== null && rich`Moved: it was to be ${time(meeting.movedFrom)}.`;

export function whenAndWhere(facts: AgendaFacts): readonly Block[] {
  const { meeting, taskForce } = facts;
  const said = sentences(
    movedText(facts),
    meeting.location !== '' && rich`${meeting.location}.`,
    taskForce.contactPhone !== '' && rich`Questions? Call ${taskForce.contactPhone}.`,
  );
  return said.length > 0 ? [text(said)] : [];
}

/**
 * "94 minutes for a 90-minute meeting: 4 too many." Once topics are closed, what did not fit stands under "If time
 * allows", and is counted there.
 */
export function sumText({ layout }: Pick<AgendaFacts, 'layout'>): Rich {
  const free = freeMinutes(layout);
  const planned = rich`${plannedMinutes(layout)} minutes for a ${layout.length}-minute meeting`;
  const spare = layout.ifTimeAllows.map((row) => row.item);
  const topics = spare.length === 1 ? '1 topic' : `${spare.length} topics`;
  const beyond = spare.length > 0 && rich`Under "If time allows": ${topics}, ${sum(spare)} min.`;
  if (free < 0) return sentences(rich`${planned}: ${-free} too many.`, beyond);
  if (beyond) return sentences(rich`${planned}.`, beyond);
  return free === 0 ? rich`${planned}: it is full.` : rich`${planned}: ${free} free.`;
}

/** What becomes of too much, for whoever cannot move anything; chairs are told what they can do about it. */
export const beyondText = ({ layout, reader }: Pick<AgendaFacts, 'layout' | 'reader'>): Rich | false =>
  freeMinutes(layout) < 0 &&
  !isChair(reader.person?.roles ?? []) &&
  rich`What does not fit comes first next time.`;

/** Start counts from its moment on: what was due before does not go out by itself (product rule 13). */
export const isBeforeStart = ({
  taskForce,
  deadlines,
}: {
  readonly taskForce: Pick<TaskForce, 'startedAt'>;
  readonly deadlines: Pick<Deadlines, 'publishAt'>;
}): boolean => taskForce.startedAt !== null && deadlines.publishAt < taskForce.startedAt;

/** If nobody acts, it goes out at its time. */
export const goesOutByItself = (facts: AgendaFacts): boolean =>
  facts.taskForce.state === 'running' &&
  facts.phase !== 'published' &&
  !facts.held &&
  !facts.leftOut &&
  !facts.begun &&
  !facts.over &&
  !isBeforeStart(facts);

/** When the agenda goes out, that it did, or why not; only the chairs are told what they keep back. */
export function outText(facts: AgendaFacts): Rich {
  const { phase, held, deadlines, reader, over, begun, taskForce } = facts;
  const roles = reader.person?.roles ?? [];
  if (over) return rich`This meeting is over.`;
  if (phase === 'published') return rich`The agenda is out.`;
  if (begun)
    return isChair(roles)
      ? rich`The meeting has begun. Its agenda did not go out before.`
      : rich`The meeting has begun.`;
  const off = offText(taskForce, roles);
  if (off) return off;
  if (goesOutByItself(facts)) return rich`The agenda goes out ${time(deadlines.publishAt)}.`;
  if (!isChair(roles)) return rich`The agenda is still being put together.`;
  if (held) return rich`It is on hold: it does not go out until you let it.`;
  return facts.leftOut
    ? rich`The agenda did not go out at its time, so it waits for you: publish it, or leave it.`
    : rich`Its time was before Start, so it waits for you: publish it, or leave it.`;
}

/** When the part of someone invited to the open one begins and ends. */
export const inviteEnd = ({ layout }: AgendaFacts): Block | undefined => {
  const [open] = layout.groups;
  if (!open || open.segment !== 'open') return undefined;
  const until = new Date(open.startsAt.getTime() + open.minutes * 60_000);
  return text(rich`Your part is ${time(open.startsAt, 'time', until)}.`);
};
