import type { Tx } from '../../db/types.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import { meetingById, meetingsSince } from '../meetings/index.ts';
import { icsOf } from './ics.ts';

const DAY = 86_400_000;
/** What is over stays this long, so that a calendar that was not looked at for a while hears of what was cancelled. */
const KEPT_DAYS = 60;

interface Asked {
  readonly taskForce: TaskForce;
  readonly publicUrl: string;
  readonly now: Date;
}

/** All meetings as a calendar to follow, as iCalendar text. */
export async function calendarText(tx: Tx, asked: Asked): Promise<string> {
  const since = new Date(asked.now.getTime() - KEPT_DAYS * DAY);
  return icsOf({ ...asked, meetings: await meetingsSince(tx, since) });
}

/** One meeting as a file; undefined when it is not here. */
export async function meetingText(tx: Tx, asked: Asked, id: string): Promise<string | undefined> {
  const meeting = await meetingById(tx, id);
  return meeting && icsOf({ ...asked, meetings: [meeting], single: true });
}
