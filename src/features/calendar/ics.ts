import { createHash } from 'node:crypto';
import ical, { ICalCalendarMethod, ICalEventClass, ICalEventStatus } from 'ical-generator';
import { DateTime } from 'luxon';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import type { TaskForce } from '../../kernel/task-force.ts';
import type { Meeting } from '../meetings/index.ts';

interface Zone {
  /** The name that its VTIMEZONE has: an older one is another name for it. */
  readonly id: string;
  readonly block: string;
}

/** A zone as calendars know it; undefined for one that is not in the table, and for UTC, which needs none. */
function zoneOf(name: string): Zone | undefined {
  const [block = ''] = [tzlib_get_ical_block(name)].flat();
  const id = /^TZID:(\S+)$/m.exec(block)?.[1];
  return id === undefined || id === 'Etc/UTC' ? undefined : { id, block };
}

const inZone = (at: Date, zone: Zone | undefined): DateTime =>
  DateTime.fromJSDate(at, { zone: zone?.id ?? 'utc' });

/** Always the same for one meeting, unlike any other's, and without the task force's own id, which may say its name. */
const uidOf = ({ taskForce, id }: Meeting): string =>
  `${createHash('sha256')
    .update(JSON.stringify([taskForce, id]))
    .digest('hex')
    .slice(0, 32)}@convener`;

interface CalendarFacts {
  readonly taskForce: Pick<TaskForce, 'neutralName'>;
  readonly meetings: readonly Meeting[];
  readonly publicUrl: string;
  readonly now: Date;
  /** One meeting to take over by hand, instead of a calendar to follow. */
  readonly single?: boolean;
}

const methodOf = ({ single, meetings }: CalendarFacts): ICalCalendarMethod | null => {
  if (!single) return null;
  return meetings[0]?.state === 'cancelled' ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH;
};

/**
 * Meetings as iCalendar text (RFC 5545): when and where, under the neutral name and nothing else (product rule 4). An
 * event keeps its UID; a meeting that was moved or cancelled has a higher SEQUENCE; a cancelled one says so.
 */
export function icsOf(facts: CalendarFacts): string {
  const { taskForce, meetings, publicUrl, now } = facts;
  const calendar = ical({
    name: taskForce.neutralName,
    prodId: { company: 'Convener', product: 'Meetings' },
    method: methodOf(facts),
    timezone: { name: null, generator: (name) => zoneOf(name)?.block ?? null },
    ...(facts.single ? {} : { ttl: 60 * 60 }),
  });
  for (const meeting of meetings) {
    const zone = zoneOf(meeting.zone);
    calendar.createEvent({
      id: uidOf(meeting),
      sequence: meeting.sequence,
      stamp: inZone(now, undefined),
      start: inZone(meeting.startsAt, zone),
      end: inZone(meeting.endsAt, zone),
      timezone: zone?.id ?? null,
      summary: taskForce.neutralName,
      location: meeting.location === '' ? null : meeting.location,
      url: `${publicUrl}/agenda?meeting=${encodeURIComponent(meeting.id)}`,
      class: ICalEventClass.PRIVATE,
      status: meeting.state === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}
