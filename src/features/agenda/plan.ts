import type { Cue } from '../../kernel/feature.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import type { Deadlines } from '../meetings/index.ts';

export interface PlannedMeeting {
  readonly id: MeetingId;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly deadlines: Deadlines;
}

const DAYS_TO_CARRY = 60;

const cueOf = (
  id: MeetingId,
  { step, what, dueAt, until }: { step: string; what: string; dueAt: Date; until: Date },
): Cue => ({ key: `agenda.${step}:${id}`, kind: `agenda.${step}`, subject: id, dueAt, until, what });

export const publishCue = ({ id, endsAt, deadlines }: PlannedMeeting): Cue =>
  cueOf(id, { step: 'publish', what: 'The agenda goes out', dueAt: deadlines.publishAt, until: endsAt });

/** The steps of every agenda. Each helps until the next thing makes it pointless; then it is told as missed. Pure. */
export function planAgendas(meetings: readonly PlannedMeeting[]): readonly Cue[] {
  return meetings.flatMap((meeting) => {
    const { id, startsAt, endsAt, deadlines } = meeting;
    const cue = (step: string, what: string, dueAt: Date, until: Date): Cue =>
      cueOf(id, { step, what, dueAt, until });
    const stillHelps = new Date(endsAt.getTime() + DAYS_TO_CARRY * 86_400_000);
    return [
      cue('call', 'Call for topics', deadlines.callAt, deadlines.topicsCloseAt),
      cue('close', 'Topics close', deadlines.topicsCloseAt, startsAt),
      cue('draft', 'Draft to the chairs', deadlines.draftAt, startsAt),
      publishCue(meeting),
      cue('begin', 'The meeting begins', startsAt, stillHelps),
      cue('carry', 'What was left over moves on', endsAt, stillHelps),
    ];
  });
}
