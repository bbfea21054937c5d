// Meetings in people's own calendars: a link each to follow, and a file for one meeting.
import { z } from 'zod';
import type { Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { press } from '../../kernel/feature.ts';
import { endCalendar, makeCalendar, showCalendar } from './usecases.ts';

export { calendarText, meetingText } from './feed.ts';
export { findLink } from './store.ts';
export { calendarLinks } from './table.ts';

const nothing = z.object({});

export const calendarFeature: Feature = {
  name: 'calendar',
  commands: [
    command<Tx, {}>({
      path: 'me calendar',
      summary: 'Follow the meetings in your own calendar',
      access: 'own profile',
      reads: true,
      secret: true,
      args: nothing,
      run: showCalendar,
    }),
  ],
  presses: {
    'calendar.show': press({ access: 'own profile', reads: true, value: nothing, run: showCalendar }),
    'calendar.make': press({ access: 'own profile', value: nothing, run: makeCalendar }),
    'calendar.end': press({ access: 'own profile', value: nothing, run: endCalendar }),
  },
};
