// Which places an update of Teams' is about.
import { channelPlace, directPlace } from '../../src/kernel/platform.ts';
import { lower } from './account.ts';
import type { Conversation, Spot } from './conversations.ts';
import type { ActivityBody } from './payload.ts';
import { conversationOf, kindOf } from './receive.ts';
import { PLATFORM, type Desk } from './site.ts';
import { isNotForUs, reasonOf } from './trouble.ts';

export interface Update {
  readonly tenant: string;
  readonly body: ActivityBody;
}

/** The place an update is about: in a team, the channel it names. */
export function spotOf({ tenant, body }: Update): Spot | undefined {
  const account = lower(body.from?.aadObjectId);
  if (kindOf(body) === 'personal') return account ? { tenant, place: directPlace(account) } : undefined;
  const channel = body.channelData?.channel?.id ?? conversationOf(body).conversation;
  return { tenant, place: channelPlace(channel) };
}

/** The channels of its team that we know. */
export async function inTeam(
  desk: Desk,
  { tenant, body }: Update,
): Promise<readonly (Spot & Conversation)[]> {
  const team = body.channelData?.team?.id;
  if (!team) return [];
  const known = await desk.conversations.list(tenant);
  return known.filter((each) => each.kind === 'channel' && each.team === team);
}

/** Private and shared channels let us, and people, in by themselves; what happens in any other one concerns its team. */
export async function isAlone(desk: Desk, { body }: Update, spot: Spot): Promise<boolean> {
  const { kind, channelType } = conversationOf(body);
  if (kind !== 'channel') return true;
  const team = body.channelData?.team?.id;
  if (!team || spot.place === channelPlace(team)) return !team;
  const type = channelType ?? (await desk.conversations.get(spot))?.channelType;
  return type === 'private' || type === 'shared';
}

/** We may be back in a channel that was lost: Teams knows whether we are. */
export async function isBack(desk: Desk, { dead, conversation, serviceUrl }: Conversation): Promise<boolean> {
  if (!dead) return true;
  try {
    await desk.people.roster({ conversation, serviceUrl });
    return true;
  } catch (error) {
    if (isNotForUs(error)) return false;
    desk.log.warn({ platform: PLATFORM, reason: reasonOf(error) }, 'a channel could not be looked at');
    // Then the first message tells.
    return true;
  }
}
