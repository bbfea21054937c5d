import { randomUUID } from 'node:crypto';
import type { Person } from '../../src/kernel/access.ts';
import type { TaskForceId } from '../../src/kernel/ids.ts';
import {
  accountOf,
  isDirect,
  type Audience,
  type Host,
  type MessageRef,
  type Place,
  type Sent,
} from '../../src/kernel/platform.ts';
import { CHANNEL, readsChannel } from './pages.ts';

/** Pages are drawn when someone looks, so nothing is kept here: a message only gets a name. */
export const show = (previous: MessageRef | undefined): Sent => ({
  state: 'shown',
  ref: previous ?? randomUUID(),
});

export const remove = (ref: MessageRef): Sent => ({ state: 'shown', ref });

/** Who reads a place of the web: a person their own messages, and the members' part the channel. */
export async function audience(place: Place, host: Host): Promise<Audience> {
  if (isDirect(place.place)) return { state: 'known', accounts: [accountOf(place.place)] };
  if (place.place !== CHANNEL) return { state: 'unsure', why: 'hidden' };
  const people: readonly Person[] = await host.people(place.tenant as TaskForceId);
  return { state: 'known', accounts: people.filter(readsChannel).map((person) => person.member) };
}
