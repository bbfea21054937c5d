import type { Context } from '../../db/context.ts';
import { upcoming } from '../meetings/index.ts';
import { counted } from './model.ts';
import { itemsOf } from './store.ts';

/** When the next meeting begins that has a closed part, as far as its agenda says so by now. */
export async function nextClosedPart({ tx, now }: Context): Promise<Date | undefined> {
  for (const { id, startsAt } of await upcoming(tx, now))
    if (counted(await itemsOf(tx, id)).some(({ segment }) => segment === 'closed')) return startsAt;
  return undefined;
}
