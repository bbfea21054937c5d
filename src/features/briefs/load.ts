import type { Askable } from '../../asks/brief.ts';
import { allUnaskedDays, unaskedDays } from '../../asks/unasked.ts';
import type { Context } from '../../db/context.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { addDays, localDateOf } from '../../schedule/recurrence.ts';
import { calendarsOf } from '../meetings/index.ts';
import { askableOf } from './model.ts';
import { hellos } from './store.ts';

/** How far back it matters what a person was sent: as far as an ask that ends today may have begun. */
const DAYS_COUNTED = 100;

const countedFrom = (now: Date): string => addDays(localDateOf(now, 'UTC'), -DAYS_COUNTED);

/** This person, if they may be asked something. */
export async function askablePerson({ tx, now }: Context, member: MemberId): Promise<Askable | undefined> {
  const person = (await calendarsOf(tx)).get(member);
  if (!person) return undefined;
  const sent = await unaskedDays(tx, member, countedFrom(now));
  return askableOf(person, sent, (await hellos(tx)).get(member));
}

/** Everyone who may be asked something; who had no hello yet is not among them. */
export async function askablePeople({ tx, now }: Context): Promise<ReadonlyMap<MemberId, Askable>> {
  const sent = await allUnaskedDays(tx, countedFrom(now));
  const greeted = await hellos(tx);
  const people = new Map<MemberId, Askable>();
  for (const [member, person] of await calendarsOf(tx)) {
    const askable = askableOf(person, sent.get(member) ?? [], greeted.get(member));
    if (askable) people.set(member, askable);
  }
  return people;
}
