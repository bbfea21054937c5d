import type { WebClient } from '@slack/web-api';
import {
  accountOf,
  isDirect,
  type MessageRef,
  type Place,
  type Sent,
  type Showing,
} from '../../src/kernel/platform.ts';
import { userOf } from './account.ts';
import { failureOf } from './errors.ts';
import { decodeRef, encodeRef } from './ref.ts';
import { renderMessage } from './render.ts';

/** The message is not there any more: a person deleted it. */
const GONE = new Set(['message_not_found']);
/** Worth another try: they pass by themselves, or with the next token. */
const PASSING = new Set(['token_expired', 'accesslimited', 'team_added_to_org', 'migration_in_progress']);

/** What Slack's refusal means. Codes are shown to a facilitator, in trouble.ts's words. */
function refusedAs(code: string): Sent {
  if (GONE.has(code)) return { state: 'gone' };
  return PASSING.has(code) ? { state: 'retry', reason: code } : { state: 'dead', reason: code };
}

/** `edit`: an unknown end may safely be tried again, since it only says the same once more. */
function sentOf(error: unknown, edit: boolean): Sent {
  const failure = failureOf(error);
  switch (failure.kind) {
    case 'refused':
      return refusedAs(failure.code);
    case 'limited':
      return { state: 'retry', reason: 'rate-limited', afterMs: failure.afterMs };
    case 'unknown':
      return edit ? { state: 'retry', reason: failure.code } : { state: 'unknown', reason: failure.code };
    default:
      return failure satisfies never;
  }
}

/** A direct message goes to the user's id: Slack opens the conversation (docs: chat.postMessage, "channel"). */
const channelOf = (place: Place): string =>
  isDirect(place.place) ? userOf(accountOf(place.place)) : accountOf(place.place);

/** Posts or edits one message. Links are never unfurled, names never linked (product rule 4). */
export async function show(
  client: WebClient,
  place: Place,
  { card, words, previous }: Showing,
  publicUrl: string,
): Promise<Sent> {
  const { text, blocks } = renderMessage(card, words, publicUrl);
  const content = { text, blocks: [...blocks], unfurl_links: false, unfurl_media: false };
  const old = previous === undefined ? undefined : decodeRef(previous);
  try {
    if (old) {
      await client.chat.update({ channel: old.channel, ts: old.ts, text, blocks: [...blocks] });
      return { state: 'shown', ref: previous! };
    }
    const { channel, ts } = await client.chat.postMessage({ channel: channelOf(place), ...content });
    return channel && ts
      ? { state: 'shown', ref: encodeRef({ channel, ts }) }
      : { state: 'unknown', reason: 'no-time-stamp' };
  } catch (error) {
    return sentOf(error, old !== undefined);
  }
}

export async function remove(client: WebClient, ref: MessageRef): Promise<Sent> {
  const old = decodeRef(ref);
  if (!old) return { state: 'gone' };
  try {
    await client.chat.delete({ channel: old.channel, ts: old.ts });
    return { state: 'shown', ref };
  } catch (error) {
    return sentOf(error, true);
  }
}
