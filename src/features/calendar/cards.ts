import { buttons, linkButton, list, note, press, text, type Card } from '../../kernel/card.ts';
import { rich, time } from '../../kernel/rich.ts';
import type { Meeting } from '../meetings/index.ts';

const end = press('End the link', 'calendar.end', {}, 'quiet');

/** What a calendar link is, and the button that makes one. */
export const startCard = (madeAt: Date | undefined): Card => ({
  title: rich`The meetings in your own calendar`,
  notice: 'Your calendar link',
  blocks: [
    text(
      rich`A link that your calendar follows: it shows when and where we meet, and changes when a meeting is moved or cancelled. It has our neutral name and nothing else, no topics and no people.`,
    ),
    ...(madeAt
      ? [
          note(
            rich`You have one since ${time(madeAt, 'date')}. A new link takes its place, and the old one ends.`,
          ),
        ]
      : []),
    buttons(
      press(madeAt ? 'Make a new link' : 'Make my link', 'calendar.make', {}, 'main'),
      ...(madeAt ? [end] : []),
    ),
  ],
});

/** The address, shown once, and a file for each of the next meetings. */
export const calendarCard = (address: string, next: readonly Meeting[]): Card => ({
  title: rich`Your calendar link`,
  notice: 'Your calendar link',
  blocks: [
    text(rich`${address}.ics`),
    note(
      rich`In Outlook, Google or Apple Calendar choose "Add calendar" and "From the web" or "By URL", and paste it there. Please keep it to yourself. It is shown once, and works until you end it or leave.`,
    ),
    ...(next.length > 0
      ? [
          list(
            next.map((meeting) => ({
              label: '',
              text: [time(meeting.startsAt, 'moment', meeting.endsAt)],
              buttons: [linkButton('Calendar file', `${address}/${encodeURIComponent(meeting.id)}.ics`)],
            })),
            rich`Or only one meeting`,
          ),
        ]
      : []),
    buttons(end),
  ],
});
