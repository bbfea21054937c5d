import type { Cue } from '../../kernel/feature.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import type { Deadlines } from '../meetings/index.ts';

export interface PlannedMeeting {
  readonly id: MeetingId;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly deadlines: Deadlines;
  /** How often its topics were opened again. */
  readonly reopened: number;
  /** How often its time to go out is a new one, after one that passed without it. */
  readonly outAgain: number;
}

const DAYS_TO_CARRY = 60;

const cueOf = (
  id: MeetingId,
  { step, what, dueAt, until }: { step: string; what: string; dueAt: Date; until: Date },
): Cue => ({ key: `agenda.${step}:${id}`, kind: `agenda.${step}`, subject: id, dueAt, until, what });

/** The same step once more, where the one before is over. */
const again = (cue: Cue, times: number): Cue =>
  times === 0 ? cue : { ...cue, key: `${cue.key}:${times + 1}` };

export const publishCue = ({
  id,
  endsAt,
  deadlines,
  outAgain,
}: Omit<PlannedMeeting, 'startsAt' | 'reopened'>): Cue =>
  again(
    cueOf(id, { step: 'publish', what: 'The agenda goes out', dueAt: deadlines.publishAt, until: endsAt }),
    outAgain,
  );

/** The steps of every agenda. Each helps until the next thing makes it pointless; then it is told as missed. Pure. */
export function planAgendas(meetings: readonly PlannedMeeting[]): readonly Cue[] {
  return meetings.flatMap((meeting) => {
    const { id, startsAt, endsAt, deadlines, reopened } = meeting;
    const cue = (step: string, what: string, dueAt: Date, until: Date): Cue =>
      cueOf(id, { step, what, dueAt, until });
    // Topics that were opened again close again, and the chairs have a draft of what came: steps of their own.
    const each = (step: string, what: string, dueAt: Date): Cue =>
      again(cue(step, what, dueAt, startsAt), reopened);
    const stillHelps = new Date(endsAt.getTime() + DAYS_TO_CARRY * 86_400_000);
    return [
      cue('call', 'Call for topics', deadlines.callAt, deadlines.topicsCloseAt),
      each('close', 'Topics close', deadlines.topicsCloseAt),
      each('draft', 'Draft to the chairs', deadlines.draftAt),
      publishCue(meeting),
      cue('begin', 'The meeting begins', startsAt, stillHelps),
      cue('carry', 'What was left over moves on', endsAt, stillHelps),
    ];
  });
}
