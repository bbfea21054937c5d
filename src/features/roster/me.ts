import { and, count, eq } from 'drizzle-orm';
import { asks } from '../../asks/table.ts';
import type { ActorContext } from '../../db/context.ts';
import type { FormValues } from '../../kernel/card.ts';
import { errorsByField } from '../../kernel/field-errors.ts';
import {
  answered,
  cardReply,
  changed,
  formReply,
  noteReply,
  refused,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich, type Rich, typed } from '../../kernel/rich.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { actsFor, leavesOf } from './leave.ts';
import { platformName } from './link.ts';
import { dataCard, hoursText, mailText, meCard } from './me-card.ts';
import { meForm, meValues, SAME_HOURS } from './me-form.ts';
import type { Member } from './model.ts';
import { accountsOf, membersById } from './store.ts';
import { members } from './table.ts';

/** Whoever acts is on the roster: their own row. */
async function myself(ctx: ActorContext): Promise<Member> {
  const [member] = await membersById(ctx.tx, [ctx.actor.member]);
  return member!;
}

async function platformsOf(ctx: ActorContext): Promise<readonly string[]> {
  const own = (await accountsOf(ctx.tx, [ctx.actor.member])).filter(({ lost }) => lost === null);
  return [...new Set(own.map(({ platform }) => platform))];
}

async function meFacts(ctx: ActorContext) {
  const member = await myself(ctx);
  const leaves = await leavesOf(ctx.tx, member.id, localDateOf(ctx.now, member.zone));
  const standsIn = [...(await actsFor(ctx.tx, member.id, ctx.now))].filter((id) => id !== member.id);
  return { member, leaves, standsIn, platforms: await platformsOf(ctx) };
}

export const showMe = async (ctx: ActorContext): Promise<Outcome> =>
  answered(cardReply(meCard(await meFacts(ctx))));

export async function showMyData(ctx: ActorContext): Promise<Outcome> {
  const [row] = await ctx.tx
    .select({ n: count() })
    .from(asks)
    .where(and(eq(asks.member, ctx.actor.member), eq(asks.state, 'open')));
  const facts = { ...(await meFacts(ctx)), person: ctx.actor, asked: row?.n ?? 0 };
  return answered(cardReply(dataCard(facts)));
}

type Settings = Partial<Pick<Member, 'zone' | 'hours' | 'platform' | 'lessMail'>>;

/** When a person may be asked changes with each of these. The audit says what was changed, not to what. */
async function save(ctx: ActorContext, set: Settings, said: Rich): Promise<Outcome> {
  await ctx.tx.update(members).set(set).where(eq(members.id, ctx.actor.member));
  return changed({
    reply: noteReply(said),
    changes: [
      {
        action: 'change profile',
        subject: ctx.actor.member,
        detail: Object.fromEntries(Object.keys(set).map((name) => [name, true])),
      },
    ],
    replan: true,
  });
}

export const setZone = (ctx: ActorContext, { zone }: { zone: string }): Promise<Outcome> =>
  save(ctx, { zone }, rich`Saved: your time zone is ${zone}.`);

export async function setHours(ctx: ActorContext, hours: { from: string; to: string }): Promise<Outcome> {
  if (hours.from === hours.to) return answered(refused('bad-input', rich`${SAME_HOURS}`));
  return save(ctx, { hours }, rich`Saved. We may ask you: ${hoursText({ hours })}.`);
}

export async function setPlatform(ctx: ActorContext, { platform: named }: { platform: string }) {
  const platform = named.toLowerCase();
  const known = await platformsOf(ctx);
  if (!known.includes(platform))
    return answered(
      refused(
        'bad-input',
        rich`We know you on ${known.map(platformName).join(' and ')}. For another one, type ${typed('link me')} first.`,
      ),
    );
  return save(ctx, { platform }, rich`Saved. We write to you on ${platformName(platform)} from now on.`);
}

export const setLessMail = (ctx: ActorContext, { answer }: { answer: 'on' | 'off' }): Promise<Outcome> => {
  const lessMail = answer === 'on';
  return save(ctx, { lessMail }, rich`Saved: ${mailText({ lessMail })}.`);
};

export async function openMe(ctx: ActorContext): Promise<Outcome> {
  return answered(formReply(meForm(await myself(ctx), await platformsOf(ctx))));
}

export async function submitMe(ctx: ActorContext, values: FormValues): Promise<Outcome> {
  const platforms = await platformsOf(ctx);
  const form = meForm(await myself(ctx), platforms, values);
  const parsed = meValues.safeParse(values);
  const errors: FieldErrors = parsed.success
    ? platforms.includes(parsed.data.platform)
      ? {}
      : { platform: 'Please choose one of these.' }
    : errorsByField(parsed.error);
  if (!parsed.success || Object.keys(errors).length > 0)
    return answered({ kind: 'invalid', form, errors, values });
  const { from, to, ...rest } = parsed.data;
  return save(ctx, { ...rest, hours: { from, to } }, rich`Saved. ${typed('me')} shows it.`);
}
