import type { ActorContext } from '../../db/context.ts';
import { answered, refused, type Outcome, type Reply } from '../../kernel/outcome.ts';
import { mention, rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { isNamed, upcoming, type Meeting } from '../meetings/index.ts';
import { moveItems } from './along.ts';
import { arranged, byLabel, locked, type ByLabel } from './arrange.ts';
import { isDeferrable, type Item } from './model.ts';
import { goneItem, noSuchMeeting, overNow } from './show.ts';
import { lockAgenda } from './store.ts';
import { tellFate, touch } from './touch.ts';

const staysHere = (item: Item): Reply =>
  refused(
    'not-now',
    item.task === null
      ? rich`That belongs to the meeting itself, so it stays. You can take it out, or change its minutes.`
      : rich`A report-back goes with its task. Change which meeting hears of the task, and the line goes along.`,
  );

const noLater: Reply = refused(
  'not-now',
  rich`No later meeting is planned yet. Plan one first, or take the topic out.`,
);

/** The meeting meant: by its id or its local date, later than the topic's own; the next one if none is named. */
async function laterMeeting(
  ctx: ActorContext,
  { startsAt }: Meeting,
  said: string | undefined,
): Promise<{ readonly to: Meeting; readonly no?: never } | { readonly no: Reply }> {
  const later = (await upcoming(ctx.tx, ctx.now)).filter((meeting) => meeting.startsAt > startsAt);
  const to = later.find((meeting) => said === undefined || isNamed(meeting, said));
  return to ? { to } : { no: said === undefined ? noLater : noSuchMeeting };
}

function saidText(ctx: ActorContext, { owner, state }: Item, to: Meeting): Rich {
  const where = state === 'suggested' ? 'where it waits for a chair' : 'where it comes first';
  // While Convener is off that waits, and may be left out.
  const told = owner !== null && owner !== ctx.actor.member && ctx.taskForce.state === 'running';
  return sentences(
    rich`Moved to ${time(to.startsAt, 'date')}, ${where}.`,
    told && rich`${mention(owner)} is told.`,
  );
}

/** To a later meeting, where it comes first; whoever proposed it is told. */
export async function deferItem(
  ctx: ActorContext,
  { item: id, until }: { item: string; until?: string | undefined },
): Promise<Outcome> {
  const found = await locked(ctx, id);
  if (!found) return answered(goneItem);
  const { item, loaded } = found;
  if (loaded.over) return answered(overNow);
  if (!isDeferrable(item)) return answered(staysHere(item));
  const later = await laterMeeting(ctx, loaded.meeting, until);
  if (later.no) return answered(later.no);
  await lockAgenda(ctx.tx, ctx.taskForce.id, later.to.id);
  await moveItems(ctx, [item], later.to.id);
  const change = { action: 'defer item', subject: id, detail: { to: later.to.id } };
  const outcome = await arranged(ctx, loaded, saidText(ctx, item, later.to), change);
  const told = item.owner === ctx.actor.member ? [] : tellFate(item);
  return { ...outcome, effects: [...outcome.effects, ...(await touch(ctx, later.to.id)), ...told] };
}

/** `agenda defer M2 [--until MEETING or a day]`. */
export async function deferByLabel(
  ctx: ActorContext,
  { until, ...of }: ByLabel & { readonly until?: string | undefined },
): Promise<Outcome> {
  const meant = await byLabel(ctx, of.item, of.meeting);
  return meant.state === 'found' ? deferItem(ctx, { item: meant.item.id, until }) : answered(meant.reply);
}
