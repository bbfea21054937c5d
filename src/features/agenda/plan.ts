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
}

const DAYS_TO_CARRY = 60;

const cueOf = (
  id: MeetingId,
  { step, what, dueAt, until }: { step: string; what: string; dueAt: Date; until: Date },
): Cue => ({ key: `agenda.${step}:${id}`, kind: `agenda.${step}`, subject: id, dueAt, until, what });

export const publishCue = ({ id, endsAt, deadlines }: Omit<PlannedMeeting, 'startsAt' | 'reopened'>): Cue =>
  cueOf(id, { step: 'publish', what: 'The agenda goes out', dueAt: deadlines.publishAt, until: endsAt });

/** The steps of every agenda. Each helps until the next thing makes it pointless; then it is told as missed. Pure. */
export function planAgendas(meetings: readonly PlannedMeeting[]): readonly Cue[] {
  return meetings.flatMap((meeting) => {
    const { id, startsAt, endsAt, deadlines, reopened } = meeting;
    const cue = (step: string, what: string, dueAt: Date, until: Date): Cue =>
      cueOf(id, { step, what, dueAt, until });
    // Topics that were opened again close again, and the chairs have a draft of what came: steps of their own.
    const again = (step: string, what: string, dueAt: Date): Cue => {
      const first = cue(step, what, dueAt, startsAt);
      return reopened === 0 ? first : { ...first, key: `${first.key}:${reopened + 1}` };
    };
    const stillHelps = new Date(endsAt.getTime() + DAYS_TO_CARRY * 86_400_000);
    return [
      cue('call', 'Call for topics', deadlines.callAt, deadlines.topicsCloseAt),
      again('close', 'Topics close', deadlines.topicsCloseAt),
      again('draft', 'Draft to the chairs', deadlines.draftAt),
      publishCue(meeting),
      cue('begin', 'The meeting begins', startsAt, stillHelps),
      cue('carry', 'What was left over moves on', endsAt, stillHelps),
    ];
  });
}
