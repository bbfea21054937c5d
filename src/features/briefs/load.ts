import type { Askable } from '../../asks/brief.ts';
import { allUnaskedDays } from '../../asks/unasked.ts';
import type { Context } from '../../db/context.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { addDays, localDateOf } from '../../schedule/recurrence.ts';
import { calendarsOf } from '../meetings/index.ts';
import { askableOf } from './model.ts';
import { hellos } from './store.ts';

/** How far back it matters what a person was sent: as far as an ask that ends today may have begun. */
const DAYS_COUNTED = 100;

/** Everyone who may be asked something; who had no hello yet is not among them. */
export async function askablePeople({ tx, now }: Context): Promise<ReadonlyMap<MemberId, Askable>> {
  const sent = await allUnaskedDays(tx, addDays(localDateOf(now, 'UTC'), -DAYS_COUNTED));
  const greeted = await hellos(tx);
  const people = new Map<MemberId, Askable>();
  for (const [member, person] of await calendarsOf(tx)) {
    const askable = askableOf(person, sent.get(member) ?? [], greeted.get(member));
    if (askable) people.set(member, askable);
  }
  return people;
}
