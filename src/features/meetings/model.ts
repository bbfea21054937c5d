import type { MeetingId, MemberId } from '../../kernel/ids.ts';
import { addDays, instantAt, localDateOf, occurrences } from '../../schedule/recurrence.ts';
import { nextWorkingDay, previousWorkingDay, type WorkingCalendar } from '../../schedule/working-days.ts';
import type { meetings, meetingSeries, OnHolidays } from './table.ts';

export type Meeting = typeof meetings.$inferSelect;
export type Series = typeof meetingSeries.$inferSelect;
export type NewMeeting = typeof meetings.$inferInsert;

/** What a person means by "2027-02-10", or a press by an id. */
export const isNamed = ({ id, startsAt, zone }: Meeting, said: string): boolean =>
  id === said || localDateOf(startsAt, zone) === said;

export const lengthOf = (meeting: Meeting): number =>
  Math.round((meeting.endsAt.getTime() - meeting.startsAt.getTime()) / 60_000);

/** Whose turn it is after `last`; the first where nobody had a turn yet, none where nobody takes turns. */
export function nextInRotation(
  rotation: readonly MemberId[],
  last: MemberId | null | undefined,
): MemberId | null {
  if (rotation.length === 0) return null;
  const index = last ? rotation.indexOf(last) : -1;
  return rotation[(index + 1) % rotation.length]!;
}

/** The day it is on: where a holiday of everyone's moves it, or undefined where that leaves it out. */
function dayFor(date: string, onHolidays: OnHolidays, calendar: WorkingCalendar): string | undefined {
  if (!calendar.holidays.has(date)) return date;
  switch (onHolidays) {
    case 'stay':
      return date;
    case 'next':
      return nextWorkingDay(date, calendar);
    case 'previous':
      return previousWorkingDay(date, calendar);
    case 'skip':
      return undefined;
    default:
      return onHolidays satisfies never;
  }
}

/** The meetings a series has in [from, to) that are not there yet, each with whose turn it is. Pure. */
export function missingMeetings(
  series: Series,
  known: readonly Meeting[],
  { from, to }: { readonly from: Date; readonly to: Date },
  calendar: WorkingCalendar,
): readonly NewMeeting[] {
  const { rrule, dtstart, zone: tzid, exdates } = series;
  const taken = new Set(known.map((meeting) => meeting.occurrence));
  let last: Pick<Meeting, 'facilitator' | 'noteTaker'> | undefined = known.at(-1);
  const fresh: NewMeeting[] = [];
  for (const { localDate, localTime, at } of occurrences({ rrule, dtstart, tzid, exdates }, from, to)) {
    const day = dayFor(localDate, series.onHolidays, calendar);
    if (day === undefined || taken.has(localDate)) continue;
    const startsAt = day === localDate ? at : instantAt(day, localTime, tzid);
    const next = {
      taskForce: series.taskForce,
      id: `${series.id}-${localDate}` as MeetingId,
      series: series.id,
      occurrence: localDate,
      startsAt,
      endsAt: new Date(startsAt.getTime() + series.durationMinutes * 60_000),
      zone: series.zone,
      state: 'scheduled' as const,
      facilitator: nextInRotation(series.facilitators, last?.facilitator),
      noteTaker: nextInRotation(series.noteTakers, last?.noteTaker),
      location: series.location,
    };
    fresh.push(next);
    last = next;
  }
  return fresh;
}

/** An instant from a local date and two wall times: the end may lie after midnight. */
export function spanOf(
  date: string,
  start: string,
  end: string,
  zone: string,
): { startsAt: Date; endsAt: Date } {
  const endDate = end > start ? date : addDays(date, 1);
  return { startsAt: instantAt(date, start, zone), endsAt: instantAt(endDate, end, zone) };
}

export type Span = Pick<Meeting, 'startsAt' | 'endsAt'>;

/** The meetings around one that may move: its neighbours of the same series, and all others to come. */
export interface Around {
  readonly now: Date;
  readonly before: Span | undefined;
  readonly after: Span | undefined;
  readonly others: readonly Span[];
}

export type Misfit =
  | { readonly why: 'past' | 'same' }
  | { readonly why: 'before' | 'after' | 'taken'; readonly meeting: Span };

/** Do they have a moment in common? */
export const overlaps = (a: Span, b: Span): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;

/** Why a meeting cannot be moved to `to`; undefined when it can. It stays between its neighbours. Pure. */
export function misfitOf(was: Span, to: Span, { now, before, after, others }: Around): Misfit | undefined {
  if (to.startsAt <= now) return { why: 'past' };
  if (to.startsAt.getTime() === was.startsAt.getTime() && to.endsAt.getTime() === was.endsAt.getTime())
    return { why: 'same' };
  if (before && to.startsAt < before.endsAt) return { why: 'before', meeting: before };
  if (after && to.endsAt > after.startsAt) return { why: 'after', meeting: after };
  const taken = others.find((each) => overlaps(each, to));
  return taken && { why: 'taken', meeting: taken };
}
