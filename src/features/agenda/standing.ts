import type { Context } from '../../db/context.ts';
import { stored } from '../../guard/index.ts';
import type { ItemId, MemberId } from '../../kernel/ids.ts';
import type { Change } from '../../kernel/outcome.ts';
import { upcoming, type Meeting } from '../meetings/index.ts';
import { people } from '../roster/index.ts';
import type { Item } from './model.ts';
import { insertItem, itemsOf, lockAgenda, saveOrder } from './store.ts';

const isStanding = ({ kind, state }: Item): boolean =>
  kind === 'standing' && (state === 'accepted' || state === 'proposed' || state === 'done');

/** The standing items that open a meeting, and those that close it; of several with no topic between them the last closes. Pure. */
export function openingAndClosing(items: readonly Item[]): {
  readonly opening: readonly Item[];
  readonly closing: readonly Item[];
} {
  const ordered = [...items].sort((a, b) => a.position - b.position);
  const standing = ordered.filter(isStanding);
  const topic = ordered.findIndex(({ kind }) => kind !== 'standing');
  const split =
    topic === -1 ? Math.max(1, standing.length - 1) : ordered.slice(0, topic).filter(isStanding).length;
  return { opening: standing.slice(0, split), closing: standing.slice(split) };
}

/** Whose it is at the next meeting: whoever has that turn there; else who had it, while they are here. */
function ownerAt(next: Meeting, meeting: Meeting, owner: MemberId | null, here: ReadonlySet<MemberId>) {
  if (owner === null) return null;
  if (owner === meeting.facilitator) return next.facilitator ?? owner;
  if (owner === meeting.noteTaker) return next.noteTaker ?? owner;
  return here.has(owner) ? owner : null;
}

/**
 * What every meeting of a series opens and closes with is on the next one, too, which the series made by itself. One that
 * has standing items has its own. Answers which meeting got some, with the changes.
 */
export async function repeatStanding(
  ctx: Context,
  meeting: Meeting,
  items: readonly Item[],
): Promise<{ readonly next: Meeting; readonly changes: readonly Change[] } | undefined> {
  const { tx, taskForce, now } = ctx;
  const { opening, closing } = openingAndClosing(items);
  const next = (await upcoming(tx, now)).find(
    (each) => each.series === meeting.series && each.startsAt > meeting.startsAt,
  );
  if (!next || opening.length === 0) return undefined;
  await lockAgenda(tx, taskForce.id, next.id);
  const there = await itemsOf(tx, next.id);
  if (there.some(({ kind }) => kind === 'standing')) return undefined;
  const here = new Set((await people(tx)).map(({ member }) => member));
  const changes: Change[] = [];
  const copy = async (item: Item): Promise<string> => {
    const id = ctx.newId() as ItemId;
    const owner = ownerAt(next, meeting, item.owner, here);
    await insertItem(tx, { ...item, id, meeting: next.id, owner, state: 'accepted', carriedOver: false });
    changes.push({ action: 'repeat standing item', subject: id, detail: { from: item.id } });
    return id;
  };
  const order: string[] = [];
  for (const item of opening) order.push(await copy(item));
  order.push(...there.map(({ id }) => id));
  for (const item of closing) order.push(await copy(item));
  await saveOrder(tx, order);
  return { next, changes };
}

/** What a new task force's first meeting opens and closes with, until its chairs change it: introductions come first. */
const USUAL: readonly Pick<Item, 'title' | 'minutes' | 'segment'>[] = [
  { title: stored('Welcome and introductions: name, role, organization'), minutes: 10, segment: 'open' },
  { title: stored('Confidentiality: our promise to each other'), minutes: 3, segment: 'open' },
  { title: stored('Next steps, feedback, thanks'), minutes: 5, segment: 'members' },
];

/** Gives a meeting that has no items yet what every meeting begins and ends with; later ones have it from this one. */
export async function openUsually({ tx, taskForce, newId }: Context, meeting: Meeting): Promise<void> {
  for (const [index, item] of USUAL.entries())
    await insertItem(tx, {
      ...item,
      taskForce: taskForce.id,
      id: newId() as ItemId,
      meeting: meeting.id,
      position: index + 1,
      kind: 'standing',
      owner: meeting.facilitator,
      enteredBy: null,
      state: 'accepted',
      declared: false,
      carriedOver: false,
      timesCarried: 0,
      task: null,
      hidden: null,
    });
}
