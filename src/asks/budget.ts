import { addDays, weekdayOf } from '../schedule/local-time.ts';

/** What a person gets unasked in a Monday-to-Sunday week, and who asked for less (product rule 8). */
const A_WEEK = { usual: 2, less: 1 };
/** New posts a channel gets in a week, besides meeting days. */
const POSTS_A_WEEK = 2;

/** The Monday of the week a local date is in. */
export const mondayOf = (date: string): string => addDays(date, 1 - weekdayOf(date));

/** Has the person room for one more message that nobody asked for on `date`? `sent` are the local dates of those before. */
export function hasRoom(date: string, sent: readonly string[], lessMail: boolean): boolean {
  const week = sent.filter((day) => mondayOf(day) === mondayOf(date));
  return !week.includes(date) && week.length < (lessMail ? A_WEEK.less : A_WEEK.usual);
}

interface ChannelWeek {
  /** A local date of the task force's zone, like the others. */
  readonly date: string;
  /** Days of the new posts, before it and to come; one for each post. */
  readonly sent: readonly string[];
  readonly meetingDays: ReadonlySet<string>;
}

/** Have the channels room for one more new post on `date`? On a meeting day always, and those posts do not count. */
export function channelRoom({ date, sent, meetingDays }: ChannelWeek): boolean {
  if (meetingDays.has(date)) return true;
  const week = sent.filter((day) => mondayOf(day) === mondayOf(date) && !meetingDays.has(day));
  return week.length < POSTS_A_WEEK;
}
