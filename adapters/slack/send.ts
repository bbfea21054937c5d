import type { KnownBlock } from '@slack/types';
import {
  accountOf,
  isDirect,
  type MessageRef,
  type Place,
  type Sent,
  type Showing,
} from '../../src/kernel/platform.ts';
import type { Doing } from '../../src/kernel/sending.ts';
import { userOf } from './account.ts';
import type { Installation } from './installations.ts';
import { CALL_TIMEOUT_MS } from './limits.ts';
import { readRef, writeRef, type Ref } from './ref.ts';
import { AS_IT_IS, renderCard } from './render.ts';
import type { Site } from './site.ts';
import { isKept, sentFrom } from './trouble.ts';
import { withToken } from './with-token.ts';

const NOT_INSTALLED: Sent = { state: 'dead', reason: 'not_installed' };

const GONE_NOW = 'This message was taken down.';
const TAKEN_DOWN = {
  text: GONE_NOW,
  blocks: [{ type: 'section', text: { type: 'plain_text', text: GONE_NOW } }] satisfies KnownBlock[],
};

/** A person's messages are reached by posting to the person. */
const targetOf = ({ place }: Place): string =>
  isDirect(place) ? userOf(accountOf(place)) : accountOf(place);

/** Where a message stands now: a channel may have another id than when it was posted. */
function standingAt({ place }: Place, ref: MessageRef): Ref | undefined {
  const read = readRef(ref);
  return read && !isDirect(place) ? { ...read, channel: accountOf(place) } : read;
}

interface Try {
  readonly doing: Doing;
  readonly tenant: string;
  readonly signal: AbortSignal;
}

/** One call with the workspace's token, and how it ended. Never throws. */
async function attempt(
  site: Site,
  { doing, tenant, signal }: Try,
  call: (client: ReturnType<Site['clients']['posts']>) => Promise<Sent>,
): Promise<Sent> {
  const { clients, installations, silent } = site;
  let installed: Installation | undefined;
  try {
    installed = await installations.find(tenant);
  } catch (error) {
    // Nothing was sent yet, so trying again repeats nothing.
    return sentFrom(error, 'edit');
  }
  if (!installed) return NOT_INSTALLED;
  // Each post that is not answered may have arrived: while Slack is away it is asked something that can be repeated.
  let asks = doing === 'post' && silent.has(tenant);
  try {
    return await withToken(site, installed, ({ token }) =>
      clients.within(signal, async () => {
        const client = clients.posts(token);
        if (asks) {
          await client.auth.test();
          silent.delete(tenant);
          asks = false;
        }
        return call(client);
      }),
    );
  } catch (error) {
    const sent = sentFrom(error, asks ? 'edit' : doing);
    if (sent.state === 'unknown' && sent.silent) silent.add(tenant);
    return sent;
  }
}

/** Posts a message, or changes the one that stands. */
export function show(site: Site, place: Place, showing: Showing): Promise<Sent> {
  const { card, words, previous, signal } = showing;
  const { publicUrl } = site.config;
  const { text, blocks } = renderCard(card, { words, publicUrl });
  const content = { text, blocks: blocks as KnownBlock[] };
  const standing = previous === undefined ? undefined : standingAt(place, previous);
  const { tenant } = place;
  if (standing)
    return attempt(site, { doing: 'edit', tenant, signal }, async (client) => {
      await client.chat.update({ ...standing, ...content });
      return { state: 'shown', ref: writeRef(standing) };
    });
  return attempt(site, { doing: 'post', tenant, signal }, async (client) => {
    const post = client.chat.postMessage;
    const { channel, ts } = await post({
      channel: targetOf(place),
      ...content,
      ...AS_IT_IS,
    });
    // Without its name it can be neither changed nor removed; it may well stand there.
    if (channel === undefined || ts === undefined) return { state: 'unknown', reason: 'no_ref' };
    return { state: 'shown', ref: writeRef({ channel, ts }) };
  });
}

export function remove(site: Site, place: Place, ref: MessageRef): Promise<Sent> {
  const { tenant } = place;
  const standing = standingAt(place, ref);
  if (!standing) return Promise.resolve({ state: 'gone' });
  const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
  return attempt(site, { doing: 'remove', tenant, signal }, async (client) => {
    try {
      await client.chat.delete(standing);
    } catch (error) {
      if (!isKept(error)) throw error;
      // What it said must not stay: at least that can be taken away.
      await client.chat.update({ ...standing, ...TAKEN_DOWN });
    }
    return { state: 'shown', ref };
  });
}
