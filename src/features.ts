import type { Feature } from './db/context.ts';
import { agenda } from './features/agenda/index.ts';
import { briefs } from './features/briefs/index.ts';
import { calendarFeature } from './features/calendar/index.ts';
import { confidentiality } from './features/confidentiality/index.ts';
import { deskFeature } from './features/desk/index.ts';
import { digestsFeature } from './features/digests/index.ts';
import { meetingsFeature } from './features/meetings/index.ts';
import { pauseFeature } from './features/pause/index.ts';
import { pollsFeature } from './features/polls/index.ts';
import { preview } from './features/preview/index.ts';
import { privateWord } from './features/private-word/index.ts';
import { reportBacks } from './features/report-backs/index.ts';
import { roster } from './features/roster/index.ts';
import { setup } from './features/setup/index.ts';
import { subcommitteesFeature } from './features/subcommittees/index.ts';

/** What Convener can do. Order matters where one plans on what another wrote: meetings before agenda. */
export const features: readonly Feature[] = [
  // First on a chair's page; the rest is for everyone.
  deskFeature,
  roster,
  meetingsFeature,
  calendarFeature,
  briefs,
  agenda,
  subcommitteesFeature,
  reportBacks,
  pollsFeature,
  confidentiality,
  privateWord,
  setup,
  preview,
  pauseFeature,
  digestsFeature,
];
