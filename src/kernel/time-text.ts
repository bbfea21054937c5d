/** How much of an instant is said: `date` "Wed 10 Feb", `time` "10:00", `moment` "Wed 10 Feb, 10:00". */
export type TimeStyle = 'date' | 'time' | 'moment';

/** `zone` is the reader's; the zone is named when it differs from `home`, the task force's (COPY, house rules). */
export interface Zones {
  readonly zone: string;
  readonly home: string;
}

interface Moment {
  readonly at: Date;
  readonly until?: Date;
  readonly style: TimeStyle;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

// Building an Intl formatter costs more than using it a hundred times.
function formatter(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${kind} ${options.timeZone ?? ''}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', options);
  formatters.set(key, made);
  return made;
}

function dateText(at: Date, timeZone: string): string {
  const parts = formatter('date', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month').slice(0, 3)}`;
}

const WITH_YEAR = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** A local date far from today, so with its year: "31 Jan 2028". */
export const farDayText = (date: string): string => WITH_YEAR.format(new Date(`${date}T12:00:00Z`));

function hourText(at: Date, timeZone: string): string {
  const text = formatter('hour', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    at,
  );
  return text === '12:00' ? 'noon' : text;
}

function zoneName(at: Date, timeZone: string): string {
  const parts = formatter('zone', { timeZone, hour: 'numeric', timeZoneName: 'longGeneric' }).formatToParts(
    at,
  );
  return parts.find((each) => each.type === 'timeZoneName')?.value ?? timeZone;
}

/** "Wed 10 Feb, 10:00 to 11:30"; noon is said as a word; the zone follows when it is not the home zone. */
export function timeText({ at, until, style }: Moment, { zone, home }: Zones): string {
  const date = dateText(at, zone);
  if (style === 'date') return date;
  const hours = until ? `${hourText(at, zone)} to ${hourText(until, zone)}` : hourText(at, zone);
  const said = style === 'time' ? hours : `${date}, ${hours}`;
  return zone === home ? said : `${said} (${zoneName(at, zone)})`;
}
