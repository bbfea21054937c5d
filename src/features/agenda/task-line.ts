import type { Context } from '../../db/context.ts';
import { stored, type Checked } from '../../guard/index.ts';
import type { ItemId, MeetingId, MemberId, TaskId } from '../../kernel/ids.ts';
import type { Effect } from '../../kernel/outcome.ts';
import { lockLoaded } from './load.ts';
import { inPlaces, placeNew, type Item } from './model.ts';
import { insertItem, savePositions, updateItem } from './store.ts';
import { touch } from './touch.ts';

/** A task of the action plan, as its line on an agenda. */
export interface TaskLine {
  readonly task: TaskId;
  readonly title: Checked;
  readonly owner: MemberId | null;
}

/** The agenda's line of a task says this before its title. */
export const LINE_PREFIX = 'Report-back: ';

/**
 * Makes the line of a task on a meeting's agenda, where there is none: an item about the same task is that line. A new
 * one takes no minutes until a chair gives it some. Answers whether one was made.
 */
export async function makeTaskLine(ctx: Context, meeting: MeetingId, line: TaskLine): Promise<boolean> {
  const loaded = await lockLoaded(ctx, meeting);
  if (!loaded || loaded.over || loaded.state.items.some(({ task }) => task === line.task)) return false;
  const id = ctx.newId() as ItemId;
  const item: Item = {
    taskForce: ctx.taskForce.id,
    id,
    meeting,
    position: 0,
    // Both halves are checked: the title by the guard, and the words before it are ours.
    title: stored(`${LINE_PREFIX}${line.title}`),
    minutes: 0,
    kind: 'report',
    segment: 'members',
    owner: line.owner,
    enteredBy: null,
    state: 'accepted',
    declared: false,
    carriedOver: false,
    timesCarried: 0,
    task: line.task,
    hidden: null,
  };
  const before = new Map(loaded.state.items.map((each) => [each.id, each.position]));
  const items = inPlaces([...loaded.state.items, item], placeNew(loaded.state.items, id));
  await insertItem(ctx.tx, items.find((each) => each.id === id) ?? item);
  await savePositions(
    ctx.tx,
    items.filter((each) => each.id !== id && each.position !== before.get(each.id)),
  );
  return true;
}

/** Takes the line out again, unless a chair gave it minutes: then it is the chair's. */
export async function dropTaskLine(
  ctx: Context,
  meeting: MeetingId,
  task: TaskId,
): Promise<readonly Effect[]> {
  const loaded = await lockLoaded(ctx, meeting);
  const line = loaded?.state.items.find((each) => each.task === task);
  if (!loaded || loaded.over || line?.kind !== 'report' || line.minutes !== 0) return [];
  await updateItem(ctx.tx, line.id, { state: 'withdrawn' });
  return touch(ctx, meeting);
}
