import type { ActorContext } from '../../db/context.ts';
import { isChair, readerOf } from '../../kernel/access.ts';
import { buttons, type Button } from '../../kernel/card.ts';
import {
  answered,
  changed,
  noteReply,
  refresh,
  refused,
  type Change,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { rich, sentences, typed, type Rich } from '../../kernel/rich.ts';
import { sumText } from './facts.ts';
import { isStopped } from './guarded.ts';
import { lockLoaded, reloaded, type Loaded } from './load.ts';
import { counted, inOrder, layout, moveWithin, rowByLabel, type Item, type Layout } from './model.ts';
import { openItemForm } from './item-form.ts';
import { isOwn } from './own.ts';
import { putBack } from './rows.ts';
import { noMeeting } from '../meetings/index.ts';
import { currentAgenda, goneItem, noSuchMeeting, overNow } from './show.ts';
import { itemById, saveOrder, updateItem } from './store.ts';
import { fateKey, touchAs } from './touch.ts';

/** The item, its agenda locked; or undefined when it is not here or not for this reader. */
export async function locked(
  ctx: ActorContext,
  id: string,
): Promise<{ item: Item; loaded: Loaded } | undefined> {
  const found = await itemById(ctx.tx, id);
  if (!found || found.state === 'withdrawn' || !ctx.actor.segments.includes(found.segment)) return undefined;
  const loaded = await lockLoaded(ctx, found.meeting);
  const item = loaded?.state.items.find((each) => each.id === id);
  return loaded && item && { item, loaded };
}

export const closedNow: Reply = refused(
  'not-now',
  rich`Topics are closed, so this one stays. A chair can still take it out.`,
);
const stopped: Reply = refused(
  'not-now',
  rich`The guard stopped this text, so it cannot go on the agenda as it is. Press Edit to change it.`,
);

/** The answer to a change of the order: what was done, the new sum, and a way back where there is one. */
export async function arranged(
  ctx: ActorContext,
  loaded: Loaded,
  said: string | Rich,
  change: Change,
  back?: Button,
): Promise<Outcome> {
  const after = await reloaded(ctx, loaded);
  const readsAll = ctx.actor.segments.includes('members');
  const sum = readsAll && sumText({ layout: layout(after.state, readerOf(ctx.actor)) });
  return changed({
    reply: noteReply(
      sentences(typeof said === 'string' ? rich`${said}` : said, sum),
      back && [buttons(back)],
    ),
    changes: [change],
    effects: touchAs(loaded.meeting.id, after),
  });
}

export async function acceptItem(ctx: ActorContext, { item: id }: { item: string }): Promise<Outcome> {
  const found = await locked(ctx, id);
  if (!found) return answered(goneItem);
  if (found.loaded.over) return answered(overNow);
  if (found.item.kind !== 'case' && isStopped(found.item)) return answered(stopped);
  if (found.item.state === 'accepted') return answered(noteReply(rich`It is accepted already.`));
  await updateItem(ctx.tx, found.item.id, { state: 'accepted' });
  return arranged(ctx, found.loaded, 'Accepted.', {
    action: 'accept item',
    subject: id,
    detail: { meeting: found.loaded.meeting.id },
  });
}

async function moveTo(
  ctx: ActorContext,
  { item, loaded }: { item: Item; loaded: Loaded },
  to: number,
): Promise<Outcome> {
  if (loaded.over) return answered(overNow);
  await saveOrder(ctx.tx, moveWithin(loaded.state.items, item.id, to));
  return arranged(ctx, loaded, 'Moved.', {
    action: 'move item',
    subject: item.id,
    detail: { meeting: loaded.meeting.id, to },
  });
}

/** One place earlier (-1) or later (+1) within its part. */
export async function nudgeItem(
  ctx: ActorContext,
  { item: id }: { item: string },
  by: -1 | 1,
): Promise<Outcome> {
  const found = await locked(ctx, id);
  if (!found) return answered(goneItem);
  const peers = inOrder(counted(found.loaded.state.items)).filter(
    (each) => each.segment === found.item.segment,
  );
  const at = peers.findIndex((each) => each.id === id) + 1;
  const to = at + by;
  if (at === 0 || to < 1 || to > peers.length)
    return answered(
      noteReply(
        by < 0 ? rich`It is the first of its part already.` : rich`It is the last of its part already.`,
      ),
    );
  return moveTo(ctx, found, to);
}

/** Takes a topic out: the proposer until topics close, a chair until the meeting. */
export async function withdrawItem(ctx: ActorContext, { item: id }: { item: string }): Promise<Outcome> {
  const found = await locked(ctx, id);
  const chair = isChair(ctx.actor.roles);
  if (!found || (!chair && !(await isOwn(ctx, found.item)))) return answered(goneItem);
  const { item, loaded } = found;
  if (loaded.over) return answered(overNow);
  if (!chair && loaded.state.phase !== 'collecting') return answered(closedNow);
  await updateItem(ctx.tx, item.id, { state: 'withdrawn' });
  const change = { action: 'withdraw item', subject: id, detail: { meeting: loaded.meeting.id } };
  const taken = await arranged(ctx, loaded, 'Taken out.', change, putBack(item));
  return { ...taken, effects: [...taken.effects, refresh(fateKey(item))] };
}

export type Meant =
  | { readonly state: 'found'; readonly item: Item }
  | { readonly state: 'not'; readonly reply: Reply };

/** With numbers of this reader's own: others would tell of parts that they must not know of (product rule 3). */
function noSuchNumber({ groups }: Layout): Reply {
  const own = groups.flatMap(({ rows }) => rows.slice(0, 1).map((row) => row.label));
  const like = own.length > 1 ? `${own.slice(0, -1).join(', ')} or ${own.at(-1)}` : own[0];
  return refused(
    'unknown',
    rich`There is no topic with that number. ${typed('agenda')} shows the numbers${like ? `, like ${like}` : ''}.`,
  );
}

/** What a person means by "M2", as they see it now. */
export async function byLabel(ctx: ActorContext, label: string, meeting: string | undefined): Promise<Meant> {
  const loaded = await currentAgenda(ctx, meeting);
  if (!loaded)
    return { state: 'not', reply: meeting === undefined ? noMeeting(ctx.actor.roles) : noSuchMeeting };
  const layoutOfReader = layout(loaded.state, readerOf(ctx.actor));
  const row = rowByLabel(layoutOfReader, label);
  return row
    ? { state: 'found', item: row.item }
    : {
        state: 'not',
        reply: noSuchNumber(layoutOfReader),
      };
}

export interface ByLabel {
  readonly item: string;
  readonly meeting?: string | undefined;
}

export async function acceptByLabel(ctx: ActorContext, { item, meeting }: ByLabel): Promise<Outcome> {
  const meant = await byLabel(ctx, item, meeting);
  return meant.state === 'found' ? acceptItem(ctx, { item: meant.item.id }) : answered(meant.reply);
}

export async function moveByLabel(
  ctx: ActorContext,
  { item, to, meeting }: ByLabel & { to: number },
): Promise<Outcome> {
  const meant = await byLabel(ctx, item, meeting);
  if (meant.state === 'not') return answered(meant.reply);
  const found = await locked(ctx, meant.item.id);
  return found ? moveTo(ctx, found, to) : answered(goneItem);
}

export async function withdrawByLabel(ctx: ActorContext, { item, meeting }: ByLabel): Promise<Outcome> {
  const meant = await byLabel(ctx, item, meeting);
  return meant.state === 'found' ? withdrawItem(ctx, { item: meant.item.id }) : answered(meant.reply);
}

export async function editByLabel(ctx: ActorContext, { item, meeting }: ByLabel): Promise<Outcome> {
  const meant = await byLabel(ctx, item, meeting);
  return meant.state === 'found' ? openItemForm(ctx, { item: meant.item.id }) : answered(meant.reply);
}
