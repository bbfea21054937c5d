import type { Database } from './db/types.ts';
import { channelsOn, lostWords, platformName, WEB } from './features/roster/index.ts';
import type { Audience, Check, Lost, Place, Platform } from './kernel/platform.ts';

/** More channels than that are not all looked at. */
const MOST = 40;

interface Linked extends Place {
  readonly lost: Lost | null;
}

function checkOf({ platform, place, lost }: Linked, audience: Audience | undefined): Check {
  const name = platformName(platform);
  const channel = `${name}: the channel ${audience?.label ?? place.slice('channel:'.length)}`;
  if (lost) return { what: channel, ok: false, todo: lostWords(lost) };
  if (audience?.state !== 'unsure') return { what: channel, ok: true };
  switch (audience.why) {
    case 'public':
      return { what: `${channel} (public, so it shows no titles)`, ok: true };
    case 'shared':
      return { what: `${channel} (shared with another organisation, so it shows no titles)`, ok: true };
    case 'pending':
      return { what: `${channel} (about to be shared, so it shows no titles)`, ok: true };
    case 'hidden':
      return {
        what: channel,
        ok: false,
        todo: 'Convener cannot see who is in it, so it shows no titles. Is Convener in the channel? In Slack: /invite @convener',
      };
    default:
      return audience.why satisfies never;
  }
}

/** Is Convener in the channels that are linked, and does it see who else is? What does not answer was told before. */
export async function channelChecks(database: Database, platform: Platform): Promise<Check[]> {
  // The web's own channel has no door that could be shut.
  if (platform.name === WEB) return [];
  const linked = await database.unscoped((tx) => channelsOn(tx, platform.name, MOST));
  const checks: Check[] = [];
  for (const channel of linked) {
    const { tenant, place, lost } = channel;
    const at = { platform: platform.name, tenant, place };
    const found = lost ? undefined : await platform.audience(at).catch(() => 'silent' as const);
    if (found !== 'silent') checks.push(checkOf(channel, found));
  }
  return checks;
}
