// Keeps confidentiality in everyone's mind: rotating reminders, and one promise that each person reads and presses.
import { z } from 'zod';
import type { Command, Context, Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { form, press } from '../../kernel/feature.ts';
import { refresh } from '../../kernel/outcome.ts';
import { rulesOf } from '../../schedule/reminder-rules.ts';
import { calendarOf, scheduledFrom } from '../meetings/index.ts';
import { openText, submitText } from './edit.ts';
import { planReminders, planRounds } from './plan.ts';
import { meetingReminder, remindBefore, remindWeekly, reminderView } from './remind.ts';
import { remindersSent } from './store.ts';
import {
  acknowledge,
  askRound,
  askView,
  haveQuestion,
  questionAnswered,
  questionView,
  showPromise,
  showStatus,
} from './usecases.ts';

export { acknowledgements, promises } from './table.ts';
export { unpromised } from './promise.ts';
export { newestWords } from './store.ts';
export { firstOfYear, USUAL_PROMISE } from './texts.ts';

const version = z.object({ version: z.string().max(64) });

const commands: readonly Command[] = [
  command<Tx, {}>({
    path: 'confidentiality',
    aliases: ['confidentiality text'],
    summary: 'Read our promise to each other',
    access: 'acknowledge',
    // Whoever reads it first may write it: a promise begins when it is needed.
    args: z.object({}),
    run: showPromise,
  }),
  command<Tx, {}>({
    path: 'confidentiality ack',
    summary: 'Say that you have read our promise',
    access: 'acknowledge',
    args: z.object({}),
    run: (ctx) => acknowledge(ctx, {}),
  }),
  command<Tx, {}>({
    path: 'confidentiality status',
    summary: 'See who has read our promise',
    access: 'see acknowledgements',
    args: z.object({}),
    run: showStatus,
  }),
];

async function plan(ctx: Context, from: Date, to: Date) {
  const rules = await rulesOf(ctx.tx, ctx.taskForce.id);
  const calendar = await calendarOf(ctx.tx);
  const { zone } = ctx.taskForce;
  const sent = await remindersSent(ctx.tx);
  const meetings = (await scheduledFrom(ctx.tx, from)).map((meeting) => ({
    ...meeting,
    sent: sent.get(meeting.id) ?? [],
  }));
  return [
    ...planReminders(
      { zone, calendar, weekly: rules.confidentiality, minutesBefore: rules.beforeMeeting.minutes, meetings },
      from,
      to,
    ),
    ...planRounds(rules.acknowledgement, rules.acknowledgement.zone ?? zone, calendar, from, to),
  ];
}

export const confidentiality: Feature = {
  name: 'confidentiality',
  commands,
  presses: {
    'confidentiality.read': press({ access: 'acknowledge', value: version, run: acknowledge }),
    'confidentiality.open': press({ access: 'acknowledge', value: z.object({}), run: showPromise }),
    'confidentiality.question': press({ access: 'acknowledge', value: version, run: haveQuestion }),
    'confidentiality.answered': press({
      access: 'see acknowledgements',
      value: version.extend({ member: z.string().max(64) }),
      run: questionAnswered,
    }),
  },
  forms: {
    'confidentiality.text': form({
      access: 'edit confidentiality',
      context: z.object({}),
      open: openText,
      submit: (ctx, _, values) => submitText(ctx, values),
    }),
  },
  views: {
    'confidentiality.reminder': reminderView,
    'confidentiality.ask': askView,
    'confidentiality.question': questionView,
  },
  plan,
  /** The reminder that stands says when the meeting is; of a cancelled one nothing stays. */
  takeAlong: async ({ tx }, { meeting }) => {
    const count = (await remindersSent(tx)).get(meeting)?.length ?? 0;
    const keys = Array.from({ length: count }, (_, before) => meetingReminder(meeting, before));
    return { changes: [], effects: keys.map(refresh), words: [] };
  },
  due: {
    'confidentiality.weekly': remindWeekly,
    'confidentiality.meeting': remindBefore,
    'confidentiality.ask': askRound,
  },
};
