import { recordUnasked, CHANNELS } from '../../asks/unasked.ts';
import type { Context, View } from '../../db/context.ts';
import type { DueCue } from '../../kernel/intent.ts';
import { answered, changed, none, show, toChannels, type Outcome } from '../../kernel/outcome.ts';
import { meetingById, todayInChannels } from '../meetings/index.ts';
import { facilitatorName, firstName } from '../roster/index.ts';
import { againKey } from './plan.ts';
import { lastWording, meetingOf, remindersSent, reminderOf, saveReminder } from './store.ts';
import { nextWording, reminderCard } from './texts.ts';

/** The message of the reminder before a meeting; one that moved after it has another. */
export const meetingReminder = (meeting: string, before: number): string =>
  `reminder:${againKey(meeting, before)}`;

async function post(ctx: Context, key: string, weekly: boolean): Promise<Outcome> {
  const { tx, taskForce, now } = ctx;
  const wording = nextWording(await lastWording(tx));
  await saveReminder(tx, { taskForce: taskForce.id, key, wording, weekly, sentAt: now });
  return changed({
    reply: none,
    changes: [{ action: 'remind', subject: key, detail: { wording } }],
    effects: [show(key, toChannels, { name: 'confidentiality.reminder', id: key })],
  });
}

/** Where the channels have had their two posts of the week it is left out: the next one says the same (product rule 8). */
export async function remindWeekly(ctx: Context, cue: DueCue): Promise<Outcome> {
  const { tx, taskForce, now } = ctx;
  const day = await todayInChannels(ctx, await ctx.others.channelPosts());
  if (day === undefined) return answered(none);
  const key = `reminder:${cue.subject}`;
  await recordUnasked(tx, { taskForce: taskForce.id, recipient: CHANNELS, day, key, at: now });
  return post(ctx, key, true);
}

/** The one before a meeting is free. */
export async function remindBefore(ctx: Context, cue: DueCue): Promise<Outcome> {
  const meeting = await meetingById(ctx.tx, cue.subject);
  if (meeting?.state !== 'scheduled' || meeting.endsAt <= ctx.now) return answered(none);
  const before = (await remindersSent(ctx.tx)).get(meeting.id)?.length ?? 0;
  return post(ctx, meetingReminder(meeting.id, before), false);
}

export const reminderView: View = async (ctx, id) => {
  const row = await reminderOf(ctx.tx, id);
  if (!row) return null;
  const meeting = row.weekly ? undefined : await meetingById(ctx.tx, meetingOf(id));
  if (!row.weekly && meeting?.state === 'cancelled') return null;
  return reminderCard(row.wording, firstName(await facilitatorName(ctx)), meeting?.startsAt);
};
