import type { Tx } from '../../db/types.ts';
import { howMany } from '../../kernel/how-many.ts';
import { buttons, press, text, type Card } from '../../kernel/card.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import { addDays, instantAt, localDateOf } from '../../schedule/recurrence.ts';
import { nextWorkingDay } from '../../schedule/working-days.ts';
import { calendarOf, type Meeting } from '../meetings/index.ts';
import type { Item } from './model.ts';
import { decisions } from './rows.ts';

/** Until when the chairs look at what was hidden: ten in the morning of the next working day. */
export async function lookBy(tx: Tx, { zone }: TaskForce, now: Date): Promise<Date> {
  const day = nextWorkingDay(addDays(localDateOf(now, zone), 1), await calendarOf(tx));
  return instantAt(day, '10:00', zone);
}

const changing = (messages: number): Rich | false =>
  messages > 0 && rich`We are changing ${howMany(messages, 'message', 'messages')}.`;

interface Thanks {
  /** Messages that stand somewhere and are brought up to date. */
  readonly messages: number;
  /** Undefined while Convener is off: then nobody is told at once. */
  readonly by: Date | undefined;
  readonly facilitator: string;
}

/** COPY 15. */
export function thanksCard({ messages, by, facilitator }: Thanks): Card {
  const then = by
    ? rich`They will take it out for good, or put it back, by ${time(by)}.`
    : rich`They see it on the agenda, and take it out for good or put it back.`;
  return {
    title: rich`Thank you. It is hidden now.`,
    notice: 'Thank you',
    blocks: [
      text(
        sentences(
          rich`Only the writer and the chairs can still see it.`,
          then,
          changing(messages),
          rich`Copies that someone opened for themselves, and old logs, may still hold it, and ${facilitator} knows that. We do not tell others who pressed. There is nothing more to do.`,
        ),
      ),
    ],
  };
}

/** To each chair: free, and never folded (product rule 8). */
export function hiddenCard(of: {
  readonly item: Item;
  readonly meeting: Meeting;
  readonly label: string | undefined;
}): Card {
  const { item, meeting, label } = of;
  const what = item.task === null ? 'a topic' : 'a report-back';
  const where = rich`${what}${label ? ` (${label})` : ''} on the agenda for ${time(meeting.startsAt, 'date')}`;
  return {
    title: rich`Please look at a hidden text`,
    notice: 'Please look at a hidden text',
    blocks: [
      text(
        rich`Someone saw that ${where} may point to a person. It is hidden: only its writer and the chairs still see it. Put it back if it is fine. Or take it out for good: then its words are erased here, and its writer is told kindly. Copies that someone opened before, and old logs, may still hold it.`,
      ),
      buttons(press('Look at it', 'agenda.open', { meeting: meeting.id }, 'main'), ...decisions(item)),
    ],
  };
}
