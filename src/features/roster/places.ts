import type { Tx } from '../../db/types.ts';
import type { Person } from '../../kernel/access.ts';
import type { To } from '../../kernel/outcome.ts';
import { directPlace, type Place } from '../../kernel/platform.ts';
import { accountsOf, memberChannels, membersById, people, WEB } from './store.ts';

/** Where a person reads: the platform they prefer if it runs and knows them, else the web, which knows everyone. */
async function directPlaces(
  tx: Tx,
  persons: readonly Person[],
  running: ReadonlySet<string>,
): Promise<readonly Place[]> {
  const ids = persons.map((person) => person.member);
  const preferred = new Map((await membersById(tx, ids)).map((member) => [member.id, member.platform]));
  const accounts = (await accountsOf(tx, ids)).filter((account) => running.has(account.platform));
  return ids.flatMap((id) => {
    const own = accounts.filter((account) => account.member === id);
    const chosen =
      own.find((account) => account.platform === preferred.get(id)) ??
      own.find((account) => account.platform === WEB);
    return chosen
      ? [{ platform: chosen.platform, tenant: chosen.tenant, place: directPlace(chosen.account) }]
      : [];
  });
}

// The web's channel is read by those who may be in the members' part; who is in a chat platform's is asked there.
const inAChannel = (person: Person, channels: readonly Place[]): boolean =>
  channels.some((channel) => channel.platform === WEB) && person.segments.includes('members');

/** The places an effect goes to, of the platforms that run now. */
export async function placesOf(tx: Tx, to: To, running: ReadonlySet<string>): Promise<readonly Place[]> {
  if (to.kind === 'member') {
    const person = (await people(tx)).find((each) => each.member === to.member);
    return person ? directPlaces(tx, [person], running) : [];
  }
  const channels = (await memberChannels(tx))
    .filter((channel) => running.has(channel.platform))
    .map(({ platform, tenant, place }) => ({ platform, tenant, place }));
  if (to.kind === 'channels') return channels;
  const others = (await people(tx)).filter((person) => !inAChannel(person, channels));
  return [...channels, ...(await directPlaces(tx, others, running))];
}
