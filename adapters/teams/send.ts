import {
  accountOf,
  isDirect,
  type Lost,
  type MessageRef,
  type Place,
  type Sent,
  type Showing,
} from '../../src/kernel/platform.ts';
import type { Doing } from '../../src/kernel/sending.ts';
import { activityOf } from './activity.ts';
import { limited, type Calls } from './connector.ts';
import type { Conversation } from './conversations.ts';
import { directWith, lose } from './direct.ts';
import { readRef, writeRef } from './ref.ts';
import { renderCard } from './render.ts';
import type { Site } from './site.ts';
import { isNotForUs, lostBy, sentFrom } from './trouble.ts';

/** There is no conversation: nobody brought us into the channel, or the person has not added us for themselves. */
const nowhere = ({ place }: Place): Sent => ({
  state: 'dead',
  reason: isDirect(place) ? 'not_added' : 'not_installed',
});

/** Where a place is, if we may still speak there. */
async function find(
  site: Site,
  { tenant, place }: Place,
  signal: AbortSignal,
): Promise<Conversation | undefined> {
  return isDirect(place)
    ? directWith(site, { tenant, account: accountOf(place) }, signal)
    : site.conversations.get({ tenant, place });
}

/** The send has its own answer, whether this is written down or not. */
async function loseQuietly(site: Site, { tenant, place }: Place, why: Lost): Promise<void> {
  try {
    await lose(site, { tenant, place }, why);
  } catch (error) {
    site.log.warn({ error, tenant, reason: why }, 'a lost conversation could not be written down');
  }
}

interface Try {
  readonly doing: Doing;
  readonly place: Place;
  readonly signal?: AbortSignal;
}

/** One call, and how it ended. Never throws. */
async function attempt(
  site: Site,
  { doing, place, signal }: Try,
  call: (calls: Calls, conversation: Conversation, limit: ReturnType<typeof limited>) => Promise<Sent>,
): Promise<Sent> {
  const { tenant } = place;
  const limit = limited(signal);
  const failed = async (error: unknown, what: Doing): Promise<Sent> => {
    const why = lostBy(error);
    if (why) await loseQuietly(site, place, why);
    return sentFrom(error, what);
  };
  let calls: Calls;
  let conversation: Conversation | undefined;
  try {
    conversation = await find(site, place, limit.abortSignal);
    if (!conversation) return nowhere(place);
    if (conversation.dead) return { state: 'dead', reason: conversation.dead };
    calls = await site.connector.calls(conversation.serviceUrl);
    await site.pace.turn(tenant, limit.abortSignal);
  } catch (error) {
    // No message was sent yet, so trying again repeats nothing.
    return isNotForUs(error) ? nowhere(place) : sentFrom(error, 'edit');
  }
  try {
    return await call(calls, conversation, limit);
  } catch (error) {
    return failed(error, doing);
  }
}

/** Posts a message, or changes the one that stands. */
export function show(site: Site, place: Place, showing: Showing): Promise<Sent> {
  const { card, words, previous, signal } = showing;
  const activity = activityOf(renderCard(card, { words, publicUrl: site.config.publicUrl }));
  const standing = previous === undefined ? undefined : readRef(previous);
  if (standing)
    return attempt(site, { doing: 'edit', place, signal }, async (calls, _, limit) => {
      await calls.updateActivity(standing.conversation, standing.activity, activity, limit);
      return { state: 'shown', ref: writeRef(standing) };
    });
  return attempt(site, { doing: 'post', place, signal }, async (calls, { conversation }, limit) => {
    const { id } = await calls.sendToConversation(conversation, activity, limit);
    // Without its name it can be neither changed nor removed; it may well stand there.
    if (!id) return { state: 'unknown', reason: 'no_ref' };
    return { state: 'shown', ref: writeRef({ conversation, activity: id }) };
  });
}

export function remove(site: Site, place: Place, ref: MessageRef): Promise<Sent> {
  const standing = readRef(ref);
  if (!standing) return Promise.resolve({ state: 'gone' });
  return attempt(site, { doing: 'remove', place }, async (calls, _, limit) => {
    await calls.deleteActivity(standing.conversation, standing.activity, limit);
    return { state: 'shown', ref };
  });
}
