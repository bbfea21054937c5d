import type { Cue } from '../../kernel/feature.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import { addDays, instantAt, localDateOf } from '../../schedule/recurrence.ts';
import { nextWorkingDay, previousWorkingDay, type WorkingCalendar } from '../../schedule/working-days.ts';
import { isNamed, type Poll } from './model.ts';

const DAY = 86_400_000;
/** What must not be lost, however late. */
const STILL_HELPS = 60 * DAY;

const FEEDBACK_DAYS = 5;
const CLOSES = '10:00';

/** Feedback closes five days later at 10:00, holiday or not. */
export const feedbackCloses = (opensAt: Date, zone: string): Date =>
  instantAt(addDays(localDateOf(opensAt, zone), FEEDBACK_DAYS), CLOSES, zone);

export interface PollsState {
  /** Meetings that take place or took place lately. */
  readonly meetings: readonly { readonly id: MeetingId; readonly endsAt: Date }[];
  readonly polls: readonly Poll[];
  readonly minutesAfter: number;
  readonly calendar: WorkingCalendar;
  readonly zone: string;
  readonly startedAt: Date | null;
}

/** The second working day after it opened; for a named poll the last one before it closes. Undefined when there is none. */
export function reminderDay(
  poll: Poll,
  { calendar, zone }: Pick<PollsState, 'calendar' | 'zone'>,
): string | undefined {
  const after = (date: string): string => nextWorkingDay(addDays(date, 1), calendar);
  const opened = localDateOf(poll.opensAt, zone);
  const closes = localDateOf(poll.closesAt, zone);
  const day = isNamed(poll) ? previousWorkingDay(addDays(closes, -1), calendar) : after(after(opened));
  return day > opened && day < closes ? day : undefined;
}

const notBefore = (at: Date, startedAt: Date | null): Date => (startedAt && startedAt > at ? startedAt : at);

/** Feedback after each meeting; what opens by itself, is reminded of, and closes. Pure. */
export function planPolls(state: PollsState): readonly Cue[] {
  const { meetings, polls, minutesAfter, zone } = state;
  const asked = new Set(
    polls.flatMap((poll) => (poll.kind === 'feedback' && poll.state !== 'planned' ? [poll.meeting] : [])),
  );
  const feedback = meetings
    .filter(({ id }) => !asked.has(id))
    .map(({ id, endsAt }): Cue => {
      const dueAt = new Date(endsAt.getTime() + minutesAfter * 60_000);
      return {
        key: `polls.feedback:${id}`,
        kind: 'polls.feedback',
        subject: id,
        dueAt,
        until: feedbackCloses(dueAt, zone),
        what: 'People are asked how the meeting was',
      };
    });
  return [...feedback, ...polls.flatMap((poll) => cuesOf(poll, state))];
}

function cuesOf(poll: Poll, state: PollsState): readonly Cue[] {
  const { id: subject, opensAt, closesAt } = poll;
  const { startedAt, zone } = state;
  const isOwn = isNamed(poll) || poll.meeting === null;
  if (poll.state === 'closed' || (poll.state === 'planned' && !isOwn)) return [];
  const cue = (kind: string, dueAt: Date, until: Date, what: string): Cue => ({
    key: `${kind}:${subject}`,
    kind,
    subject,
    dueAt,
    until,
    what,
  });
  const close = cue(
    'polls.close',
    notBefore(closesAt, startedAt),
    new Date(Math.max(closesAt.getTime(), startedAt?.getTime() ?? 0) + STILL_HELPS),
    'A poll closes',
  );
  if (poll.state === 'planned')
    return [cue('polls.open', notBefore(opensAt, startedAt), closesAt, 'A poll opens')];
  const day = reminderDay(poll, state);
  return [
    // It was open before Start: then it is told of at Start.
    ...(startedAt && opensAt < startedAt ? [cue('polls.tell', startedAt, closesAt, 'A poll is shown')] : []),
    ...(day === undefined
      ? []
      : // As the day begins furthest east: everyone's own time of day is still to come.
        [
          cue(
            'polls.remind',
            new Date(instantAt(day, '00:00', zone).getTime() - DAY / 2),
            closesAt,
            'People are reminded of a poll',
          ),
        ]),
    close,
  ];
}
