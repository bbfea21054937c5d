import { isChair, type Reader } from '../../kernel/access.ts';
import { text, type Block } from '../../kernel/card.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import type { Deadlines, Meeting } from '../meetings/index.ts';
import { freeMinutes, type Layout } from './model.ts';
import type { AgendaPhase } from './table.ts';

/** The lock screen's text of every agenda (product rule 4). */
export const NOTICE = 'Agenda updated';

/** All that a card about one agenda needs; loaded by views.ts, rendered here without a clock or a database. */
export interface AgendaFacts {
  readonly taskForce: TaskForce;
  readonly meeting: Meeting;
  readonly deadlines: Deadlines;
  readonly phase: AgendaPhase;
  readonly held: boolean;
  readonly layout: Layout;
  readonly reader: Reader;
  /** When the meeting after this one is, if it is planned. */
  readonly nextAt: Date | undefined;
  readonly publicUrl: string;
  /** The meeting has ended: nothing about it is asked any more. */
  readonly over: boolean;
}

export const whenAndWhere = ({ meeting, taskForce }: AgendaFacts): Block =>
  text(
    sentences(
      meeting.location !== '' && rich`${meeting.location}.`,
      taskForce.contactPhone !== '' && rich`Questions? Call ${taskForce.contactPhone}.`,
    ),
  );

/** "94 minutes for a 90-minute meeting: 4 too many." */
export function sumText({ layout }: Pick<AgendaFacts, 'layout'>): Rich {
  const free = freeMinutes(layout);
  const planned = rich`${layout.minutes} minutes for a ${layout.length}-minute meeting`;
  if (free < 0) return rich`${planned}: ${-free} too many.`;
  return free === 0 ? rich`${planned}: it is full.` : rich`${planned}: ${free} free.`;
}

/** When the agenda goes out, or that it did; only the chairs are told that they keep it on hold. */
export function outText({ phase, held, deadlines, reader, over }: AgendaFacts): Rich {
  if (over) return rich`This meeting is over.`;
  if (phase === 'published') return rich`The agenda is out.`;
  if (!held) return rich`The agenda goes out ${time(deadlines.publishAt)}.`;
  return isChair(reader.person?.roles ?? [])
    ? rich`It is on hold: it does not go out until you let it.`
    : rich`The agenda is still being put together.`;
}

/** When the part of someone invited to the open one begins and ends. */
export const inviteEnd = ({ layout }: AgendaFacts): Block | undefined => {
  const [open] = layout.groups;
  if (!open || open.segment !== 'open') return undefined;
  const until = new Date(open.startsAt.getTime() + open.minutes * 60_000);
  return text(rich`Your part is ${time(open.startsAt, 'time', until)}.`);
};
