import { CHANNELS, recordUnasked } from '../../asks/unasked.ts';
import type { ActorContext, Context, View } from '../../db/context.ts';
import { isChair, readerOf, type Reader } from '../../kernel/access.ts';
import type { DigestRow } from '../../kernel/feature.ts';
import type { DueCue } from '../../kernel/intent.ts';
import {
  answered,
  cardReply,
  changed,
  none,
  noteReply,
  refused,
  show,
  toChannels,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich } from '../../kernel/rich.ts';
import { rulesOf } from '../../schedule/reminder-rules.ts';
import { daysOf } from '../../schedule/rule-days.ts';
import { calendarOf, todayInChannels } from '../meetings/index.ts';
import { membersById } from '../roster/index.ts';
import { digestCard } from './cards.ts';
import { digestOf, saveDigest } from './store.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;

const weekBefore = (at: Date): Date => new Date(at.getTime() - WEEK);

/** A post's id: from when on it tells, and when it was told. */
const postId = (since: Date, at: Date): string => `${since.getTime()}:${at.getTime()}`;

/**
 * The digest of the channels. It yields: where other posts fill the week, where it is off or has nothing to say, its
 * rows stand in the next one (product rule 8).
 */
export async function tellChannels(ctx: Context, cue: DueCue): Promise<Outcome> {
  const { tx, taskForce, now } = ctx;
  const known = await digestOf(tx, 'channels');
  if (known?.state === 'off') return answered(none);
  const since = known?.toldUntil ?? weekBefore(now);
  // What the most trusting channel may read: none of the channels has more to say.
  const widest: Reader = { segments: ['open', 'members'], zone: taskForce.zone };
  if ((await ctx.others.digestRows(widest, since)).length === 0) return answered(none);
  const day = await todayInChannels(ctx, await ctx.others.channelPosts());
  if (day === undefined) return answered(none);
  const key = `digest:${cue.subject}`;
  await recordUnasked(tx, { taskForce: taskForce.id, recipient: CHANNELS, day, key, at: now });
  await saveDigest(tx, { taskForce: taskForce.id, recipient: 'channels' }, { toldUntil: now });
  return changed({
    reply: none,
    changes: [{ action: 'digest', subject: key }],
    effects: [show(key, toChannels, { name: 'digests.week', id: postId(since, now) })],
  });
}

export const weekView: View = async (ctx, id, reader) => {
  const [since, at] = id.split(':').map((each) => new Date(Number(each)));
  if (!since || !at) return null;
  return digestCard(await ctx.others.digestRows(reader, since, at), at, false);
};

/** `digest now`: one's own, as an answer; it counts for nothing. */
export async function showMine(ctx: ActorContext): Promise<Outcome> {
  const rows = await ctx.others.digestRows(readerOf(ctx.actor), weekBefore(ctx.now));
  const card = digestCard(rows, ctx.now, true);
  return answered(card ? cardReply(card) : noteReply(rich`There is nothing new this week.`));
}

/** `digest on|off`: one's own; `channels` is for the chairs. */
export async function turn(
  ctx: ActorContext,
  state: 'on' | 'off',
  whose: 'mine' | 'channels',
): Promise<Outcome> {
  const { actor, tx, taskForce } = ctx;
  if (whose === 'channels' && !isChair(actor.roles))
    return answered(
      refused(
        'denied',
        rich`Only the chairs turn the digest of the channels on or off. Please ask one of them.`,
      ),
    );
  const recipient = whose === 'channels' ? whose : actor.member;
  await saveDigest(tx, { taskForce: taskForce.id, recipient }, { state });
  const text =
    whose === 'channels'
      ? state === 'on'
        ? rich`The channels get a digest each week, when there is something to say.`
        : rich`The channels get no digest any more.`
      : state === 'on'
        ? rich`When something is asked of you on the day of the digest, the week's news stands below it.`
        : rich`Your notes say only what is asked of you. You can see the week's news at any time.`;
  return changed({
    reply: noteReply(text),
    changes: [{ action: `digest ${state}`, subject: recipient }],
  });
}

/**
 * What a brief of a person's says besides what it asks: on the day of the digest, the week's news. It is no message
 * of its own: nobody gets two in a day.
 */
export async function rowsForBrief(
  ctx: Context,
  reader: Reader,
  day: string,
  at: Date,
): Promise<readonly DigestRow[]> {
  const [member] = reader.person ? await membersById(ctx.tx, [reader.person.member]) : [];
  if (!member || member.lessMail) return [];
  const { digest: rule } = await rulesOf(ctx.tx, ctx.taskForce.id);
  const zone = rule.zone ?? ctx.taskForce.zone;
  const days = daysOf(rule, zone, await calendarOf(ctx.tx), at, at);
  if (!days.some(({ date }) => date === day)) return [];
  if ((await digestOf(ctx.tx, member.id))?.state === 'off') return [];
  return ctx.others.digestRows(reader, weekBefore(at));
}
