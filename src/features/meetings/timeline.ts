import { addDays, instantAt, localDateOf, localTimeOf } from '../../schedule/recurrence.ts';
import { previousWorkingDay, workingDaysBefore, type WorkingCalendar } from '../../schedule/working-days.ts';

/** When the steps of an agenda fall before a meeting. Times of day are HH:MM in the meeting's zone. */
export interface Timeline {
  readonly callDaysBefore: number;
  readonly callAt: string;
  readonly topicsCloseWorkingDaysBefore: number;
  readonly topicsCloseAt: string;
  readonly draftWorkingDaysBefore: number;
  readonly draftAt: string;
  readonly publishHoursBefore: number;
}

export const DEFAULT_TIMELINE: Timeline = {
  callDaysBefore: 14,
  callAt: '09:00',
  topicsCloseWorkingDaysBefore: 4,
  topicsCloseAt: '12:00',
  draftWorkingDaysBefore: 4,
  draftAt: '13:00',
  publishHoursBefore: 48,
};

/** callAt < topicsCloseAt < draftAt < publishAt <= the meeting's start. */
export interface Deadlines {
  readonly callAt: Date;
  readonly topicsCloseAt: Date;
  readonly draftAt: Date;
  readonly publishAt: Date;
}

const HOUR = 3_600_000;

/**
 * The deadlines of one meeting. Publishing keeps its time; whatever a holiday squeezes out of order moves earlier
 * (product rule 12). RangeError for an unknown zone, a time that is not HH:MM, or a calendar without working days.
 */
export function deadlines(
  startsAt: Date,
  zone: string,
  timeline: Timeline,
  calendar: WorkingCalendar,
): Deadlines {
  const { holidays, days } = calendar;
  const key = JSON.stringify([startsAt, zone, timeline, [...holidays], days && [...days]]);
  const found = known.get(key) ?? reckon(startsAt, zone, timeline, calendar);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, found);
  return found;
}

// The same few meetings are asked about with every command, and calendars are slow to reckon with.
const known = new Map<string, Deadlines>();
const MOST_KNOWN = 500;

function reckon(startsAt: Date, zone: string, timeline: Timeline, calendar: WorkingCalendar): Deadlines {
  const date = localDateOf(startsAt, zone);
  const publish = publishMoment(date, localTimeOf(startsAt, zone), timeline.publishHoursBefore, calendar);
  const publishAt = instantAt(publish.date, publish.time, zone);
  // A whole working day lies between, so the chairs have one to look at it.
  const draftDate = earlier(
    workingDaysBefore(date, timeline.draftWorkingDaysBefore, calendar),
    workingDaysBefore(publish.date, 2, calendar),
  );
  const draftAt = instantAt(draftDate, timeline.draftAt, zone);
  const before = (day: string, time: string, limit: Date) => lastBefore({ day, time, limit, zone, calendar });
  const topicsCloseAt = before(
    earlier(workingDaysBefore(date, timeline.topicsCloseWorkingDaysBefore, calendar), draftDate),
    timeline.topicsCloseAt,
    draftAt,
  );
  const callDate = previousWorkingDay(addDays(date, -timeline.callDaysBefore), calendar);
  const callAt = before(earlier(callDate, localDateOf(topicsCloseAt, zone)), timeline.callAt, topicsCloseAt);
  return { callAt, topicsCloseAt, draftAt, publishAt };
}

/** Hours before on the wall clock: 48 before Wednesday 10:00 is Monday 10:00, also when the clocks change between. */
function publishMoment(date: string, time: string, hours: number, calendar: WorkingCalendar) {
  const wall = new Date(Date.parse(`${date}T${time}:00Z`) - hours * HOUR).toISOString();
  return { date: previousWorkingDay(wall.slice(0, 10), calendar), time: wall.slice(11, 16) };
}

interface Search {
  readonly day: string;
  readonly time: string;
  readonly limit: Date;
  readonly zone: string;
  readonly calendar: WorkingCalendar;
}

// Instants are compared, not wall times: where the clocks jump, a later wall time can be an earlier instant.
function lastBefore({ day, time, limit, zone, calendar }: Search): Date {
  const at = instantAt(day, time, zone);
  if (at < limit) return at;
  return lastBefore({ day: workingDaysBefore(day, 1, calendar), time, limit, zone, calendar });
}

const earlier = (a: string, b: string): string => (a < b ? a : b);

const NO_HOLIDAYS: WorkingCalendar = { holidays: new Set() };
/** Monday to Friday of any week: without holidays all weeks are alike. */
const ORDINARY_WEEK = ['2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11', '2027-02-12'];

/**
 * The timeline with its order put right for a week without holidays: the publish time stays, the draft, the closing
 * of topics and the call move earlier as far as they must. It holds for a meeting on any weekday and at any hour,
 * since meetings get moved. `moved` says each change in a sentence; empty when the order was right.
 */
export function orderTimeline(timeline: Timeline): {
  readonly timeline: Timeline;
  readonly moved: readonly string[];
} {
  const draftWorkingDaysBefore = Math.max(timeline.draftWorkingDaysBefore, publishDays(timeline) + 2);
  const sameDay = timeline.topicsCloseAt < timeline.draftAt ? 0 : 1;
  const topicsCloseWorkingDaysBefore = Math.max(
    timeline.topicsCloseWorkingDaysBefore,
    draftWorkingDaysBefore + sameDay,
  );
  const closing = { ...timeline, draftWorkingDaysBefore, topicsCloseWorkingDaysBefore };
  let { callDaysBefore } = timeline;
  while (!ORDINARY_WEEK.every((date) => callsInTime(date, callDaysBefore, closing))) callDaysBefore += 1;
  const ordered = { ...closing, callDaysBefore };
  return { timeline: ordered, moved: differences(timeline, ordered) };
}

/** Working days from publishing to the meeting, on the weekday where they are most. */
function publishDays({ publishHoursBefore }: Timeline): number {
  const days = Math.ceil(publishHoursBefore / 24);
  const counts = ORDINARY_WEEK.map((date) => {
    const published = previousWorkingDay(addDays(date, -days), NO_HOLIDAYS);
    let count = 0;
    while (workingDaysBefore(date, count, NO_HOLIDAYS) > published) count += 1;
    return count;
  });
  return Math.max(...counts);
}

function callsInTime(date: string, callDaysBefore: number, timeline: Timeline): boolean {
  const call = previousWorkingDay(addDays(date, -callDaysBefore), NO_HOLIDAYS);
  const close = workingDaysBefore(date, timeline.topicsCloseWorkingDaysBefore, NO_HOLIDAYS);
  return `${call} ${timeline.callAt}` < `${close} ${timeline.topicsCloseAt}`;
}

function differences(was: Timeline, is: Timeline): readonly string[] {
  const changes: [boolean, string][] = [
    [
      was.draftWorkingDaysBefore !== is.draftWorkingDaysBefore,
      `The draft now reaches the chairs ${is.draftWorkingDaysBefore} working days before the meeting.`,
    ],
    [
      was.topicsCloseWorkingDaysBefore !== is.topicsCloseWorkingDaysBefore,
      `Topics now close ${is.topicsCloseWorkingDaysBefore} working days before the meeting.`,
    ],
    [
      was.callDaysBefore !== is.callDaysBefore,
      `The call for topics now goes out ${is.callDaysBefore} days before the meeting.`,
    ],
  ];
  return changes.filter(([changed]) => changed).map(([, sentence]) => sentence);
}

type Field = 'callDaysBefore' | 'topicsCloseWorkingDaysBefore' | 'draftWorkingDaysBefore';

/** What breaks the order, by field, with what would keep it (product rule 12); empty when it is right. Pure. */
export function orderErrors(timeline: Timeline): Partial<Readonly<Record<Field, string>>> {
  const { timeline: right } = orderTimeline(timeline);
  const wrong: [Field, string][] = [
    ['draftWorkingDaysBefore', 'so that the chairs have a whole working day before the agenda goes out.'],
    ['topicsCloseWorkingDaysBefore', 'so that topics close before the draft.'],
    ['callDaysBefore', 'so that topics are asked for before they close.'],
  ];
  return Object.fromEntries(
    wrong.flatMap(([field, why]) =>
      right[field] === timeline[field] ? [] : [[field, `At least ${right[field]}, ${why}`]],
    ),
  );
}

const STEPS = ['callAt', 'topicsCloseAt', 'draftAt', 'publishAt'] as const;

/**
 * What stands in the way of new deadlines for one meeting: a step that was to come would be past, or the agenda would
 * go out sooner than a working day after its draft did. Pure.
 */
export function stepTooLate(
  was: Deadlines,
  is: Deadlines,
  now: Date,
): { readonly why: 'past'; readonly step: keyof Deadlines } | { readonly why: 'draft' } | undefined {
  const step = STEPS.find((each) => was[each] > now && is[each] <= now);
  if (step) return { why: 'past', step };
  const sooner = was.publishAt > now && is.publishAt < was.publishAt;
  return sooner && is.draftAt <= now && is.draftAt < was.draftAt ? { why: 'draft' } : undefined;
}
