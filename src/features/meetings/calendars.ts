import type { PersonCalendar } from '../../asks/permitted.ts';
import { prepared } from '../../db/prepared.ts';
import type { Tx } from '../../db/types.ts';
import type { AgencyId, MemberId } from '../../kernel/ids.ts';
import { activeMembers, allLeaves, DEFAULT_HOURS } from '../roster/index.ts';
import { holidays } from './table.ts';

/** Who may be asked when: a person's calendar, and what else a feature needs to choose whom to ask. */
export interface AskedPerson extends PersonCalendar {
  readonly member: MemberId;
  readonly agency: AgencyId;
  readonly lessMail: boolean;
  readonly greeted: boolean;
  readonly joined: string;
}

const everyHoliday = prepared((tx) =>
  tx.select({ date: holidays.date, agency: holidays.agency }).from(holidays),
);

/** Everyone active, the longest-standing first, each with their own hours, holidays and leave. */
export async function calendarsOf(tx: Tx): Promise<ReadonlyMap<MemberId, AskedPerson>> {
  const days = await everyHoliday(tx, {});
  const away = await allLeaves(tx);
  const free = new Map<AgencyId, ReadonlySet<string>>();
  const holidaysOf = (agency: AgencyId): ReadonlySet<string> => {
    const known = free.get(agency);
    if (known) return known;
    const own = new Set(
      days.filter((day) => day.agency === '' || day.agency === agency).map((day) => day.date),
    );
    free.set(agency, own);
    return own;
  };
  return new Map(
    (await activeMembers(tx)).map(({ id, agency, zone, hours, lessMail, greeted, joined }) => [
      id,
      {
        member: id,
        agency,
        zone,
        hours: hours ?? DEFAULT_HOURS,
        lessMail,
        greeted,
        joined,
        holidays: holidaysOf(agency),
        leaves: away.filter((leave) => leave.member === id).map(({ first, last }) => ({ first, last })),
      },
    ]),
  );
}
