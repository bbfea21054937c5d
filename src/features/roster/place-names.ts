import type { Tx } from '../../db/types.ts';
import { accountOf, isDirect, type Place } from '../../kernel/platform.ts';
import { platformName } from './link.ts';
import { placeId } from './readers.ts';
import { memberChannels, peopleByAccounts } from './store.ts';

/** What facilitators call these places, in order: the person, or the channel as people there know it. */
export async function placeNames(tx: Tx, places: readonly Place[]): Promise<readonly string[]> {
  const labels = new Map((await memberChannels(tx)).map((row) => [placeId(row), row.readers?.label ?? '']));
  const named: string[] = [];
  for (const place of places) {
    const where = platformName(place.platform);
    if (!isDirect(place.place)) {
      named.push(`${labels.get(placeId(place)) || 'a channel'} on ${where}`);
      continue;
    }
    const account = accountOf(place.place);
    const person = (await peopleByAccounts(tx, place, [account])).get(account);
    named.push(`${person?.name ?? 'someone'} on ${where}`);
  }
  return named;
}
