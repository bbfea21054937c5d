import { z } from 'zod';
import { channelPlace, type News } from '../../src/kernel/platform.ts';

const channelEvent = z.object({ channel: z.string().min(1) });

const LOST: Readonly<Record<string, News>> = {
  channel_archive: { kind: 'lost', why: 'archived' },
  group_archive: { kind: 'lost', why: 'archived' },
  channel_deleted: { kind: 'lost', why: 'deleted' },
  group_deleted: { kind: 'lost', why: 'deleted' },
  channel_unarchive: { kind: 'found' },
  group_unarchive: { kind: 'found' },
  app_uninstalled: { kind: 'lost', why: 'uninstalled' },
  tokens_revoked: { kind: 'lost', why: 'uninstalled' },
};

const READERS = new Set([
  'member_joined_channel',
  'member_left_channel',
  'channel_shared',
  'channel_unshared',
]);

/** Events that tell of places, beside mentions and the home page; the manifest subscribes to them. */
export const NEWS_EVENTS: readonly string[] = [...READERS, ...Object.keys(LOST)];

export interface PlaceNews {
  /** Absent: the whole workspace. */
  readonly place?: string;
  readonly news: News;
}

const memberEvent = channelEvent.extend({ user: z.string() });

/** Users' own tokens may be revoked too: we have none of those. */
const revokedEvent = z.object({ tokens: z.object({ bot: z.array(z.string()).nonempty() }) });
const botRevoked = (event: unknown): boolean => revokedEvent.safeParse(event).success;

/** What an event tells of a place; undefined when nothing. `botUserId` is our own: where it joins or leaves, we do. */
export function newsOf(type: string, event: unknown, botUserId: string): PlaceNews | undefined {
  if (type === 'app_uninstalled') return { news: LOST[type]! };
  if (type === 'tokens_revoked') return botRevoked(event) ? { news: LOST[type]! } : undefined;
  const parsed = channelEvent.safeParse(event);
  if (!parsed.success) return undefined;
  const place = channelPlace(parsed.data.channel);
  const known = LOST[type];
  if (known) return { place, news: known };
  if (!READERS.has(type)) return undefined;
  const member = memberEvent.safeParse(event);
  if (member.success && member.data.user === botUserId)
    return {
      place,
      news: type === 'member_left_channel' ? { kind: 'lost', why: 'removed' } : { kind: 'found' },
    };
  return { place, news: { kind: 'readers' } };
}
