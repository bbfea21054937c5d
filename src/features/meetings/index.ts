// When the task force meets: series, meetings, holidays, and who said they come.
import { z } from 'zod';
import type { Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { form, press } from '../../kernel/feature.ts';
import { cancelMeeting } from './change.ts';
import {
  askToCancel,
  changeContext,
  moveArgs,
  moveByCommand,
  openCancel,
  openMove,
  submitCancel,
  submitMove,
} from './change-forms.ts';
import { nextMeetingBlocks } from './home.ts';
import { newArgs, newByCommand, openNew, submitNew } from './new.ts';
import { newsView } from './news.ts';
import { callsToCome } from './channel-week.ts';
import { askReview, keepFrequency, planReview, reviewView } from './review.ts';
import { openSeries, seriesContext, SERIES_FORM, submitSeries } from './series-form.ts';
import { extendSeries } from './store.ts';
import {
  insteadArgs,
  insteadContext,
  insteadView,
  openInstead,
  regretsByCommand,
  submitInstead,
} from './instead.ts';
import { answerAttendance, showMeetings } from './usecases.ts';

export { attendance, holidays, meetings, meetingSeries, type AttendanceAnswer } from './table.ts';
export { attendanceButtons, attendanceKey, otherMeetings } from './cards.ts';
export { calendarsOf, type AskedPerson } from './calendars.ts';
export { comingTo, noMeeting } from './usecases.ts';
export { MOST_PLACE, placeValue } from './place.ts';
export { SERIES_FORM } from './series-form.ts';
export { ruleOf, type Unit } from './rule.ts';
export { calledOff } from './news.ts';
export { offText, startButtons } from './off.ts';
export { callsToCome, todayInChannels } from './channel-week.ts';
export { withDeadlines } from './with-deadlines.ts';
export { isNamed, lengthOf, spanOf, type Meeting, type Series } from './model.ts';
export {
  allSeries,
  answerOf,
  answersFor,
  calendarOf,
  extendSeries,
  meetingAfter,
  meetingById,
  meetingsSince,
  past,
  scheduledFrom,
  seriesById,
  upcoming,
  updateMeeting,
} from './store.ts';
export {
  deadlines,
  DEFAULT_TIMELINE,
  orderTimeline,
  stepTooLate,
  type Deadlines,
  type Timeline,
} from './timeline.ts';

// A call goes out some weeks before its meeting, so meetings must exist further ahead than cues are planned.
const DAYS_AHEAD_OF_PLAN = 45;

const answer = z.object({ meeting: z.string(), answer: z.enum(['in person', 'remote', 'regrets']) });

export const meetingsFeature: Feature = {
  name: 'meetings',
  commands: [
    command<Tx, {}>({
      path: 'meeting',
      aliases: ['meeting next'],
      summary: 'See the next meeting, and the way to the others',
      access: 'read agenda',
      reads: true,
      args: z.object({}),
      run: showMeetings,
    }),
    command({
      path: 'meeting regrets',
      summary: 'Say that you cannot come to the next meeting, and who comes instead',
      access: 'own profile',
      rest: 'instead',
      args: insteadArgs,
      run: (ctx, said) =>
        regretsByCommand(ctx, said, (meeting) => answerAttendance(ctx, { meeting, answer: 'regrets' })),
    }),
    command({
      path: 'meeting new',
      summary: 'Plan a meeting, or a series of them',
      access: 'run meetings',
      words: ['date', 'time'],
      args: newArgs,
      form: 'meetings.new',
      example: 'meeting new 2027-04-14 10:00 --repeats monthly',
      asks: 'On which day, and at what time?',
      run: newByCommand,
    }),
    command({
      path: 'meeting cancel',
      summary: 'Cancel a meeting; its topics and reports go to the next one',
      access: 'run meetings',
      // As the form does: first it says what happens.
      reads: true,
      words: ['meeting'],
      args: changeContext,
      form: 'meetings.cancel',
      example: 'meeting cancel 2027-02-10',
      run: askToCancel,
    }),
    command({
      path: 'meeting move',
      summary: 'Move a meeting to another day or time',
      access: 'run meetings',
      words: ['date', 'time'],
      args: moveArgs,
      form: 'meetings.move',
      example: 'meeting move 2027-02-11 14:00',
      asks: 'To which day?',
      run: moveByCommand,
    }),
  ],
  home: nextMeetingBlocks,
  channelPosts: callsToCome,
  presses: {
    'meetings.answer': press({ access: 'own profile', value: answer, run: answerAttendance }),
    'meetings.cancel': press({
      access: 'run meetings',
      value: z.object({ meeting: z.string() }),
      run: cancelMeeting,
    }),
    'meetings.keep': press({ access: 'run meetings', value: z.object({}), run: keepFrequency }),
    'meetings.show': press({ access: 'read agenda', reads: true, value: z.object({}), run: showMeetings }),
  },
  forms: {
    'meetings.new': form({
      access: 'run meetings',
      context: z.object({}),
      open: openNew,
      submit: (ctx, _, values) => submitNew(ctx, values),
    }),
    [SERIES_FORM]: form({
      access: 'run meetings',
      context: seriesContext,
      open: openSeries,
      submit: submitSeries,
    }),
    'meetings.instead': form({
      access: 'own profile',
      context: insteadContext,
      open: openInstead,
      submit: submitInstead,
    }),
    'meetings.cancel': form({
      access: 'run meetings',
      context: changeContext,
      open: openCancel,
      submit: submitCancel,
    }),
    'meetings.move': form({
      access: 'run meetings',
      context: changeContext,
      open: openMove,
      submit: submitMove,
    }),
  },
  views: { 'meetings.news': newsView, 'meetings.review': reviewView, 'meetings.instead': insteadView },
  // The series is written out here so that every feature after it plans on rows.
  plan: async (ctx, from, to) => {
    await extendSeries(ctx.tx, from, new Date(to.getTime() + DAYS_AHEAD_OF_PLAN * 86_400_000));
    return planReview(ctx);
  },
  due: { 'meetings.review': askReview },
};
