import { WENT_WRONG } from '../../src/kernel/answer.ts';
import { inTime } from '../../src/kernel/in-time.ts';
import { channelPlace } from '../../src/kernel/platform.ts';
import { lower } from './account.ts';
import type { Admitted } from './gate.ts';
import { onInvoke, replyInvoke } from './on-invoke.ts';
import { onMessage } from './on-message.ts';
import { onUpdate } from './on-update.ts';
import type { ActivityBody } from './payload.ts';
import { accountOf, conversationOf, placeOf, type Turn } from './receive.ts';
import { NOT_UNDERSTOOD } from './reply.ts';
import { MADE_OUT_MS } from './limits.ts';
import { PLATFORM, type Desk } from './site.ts';
import { reasonOf } from './trouble.ts';

/** The zone of the device, which Teams sends along with what a person does. */
function zoneOf({ entities }: ActivityBody): string | undefined {
  const info = entities?.find(({ type }) => type === 'clientInfo');
  const zone = info?.['timezone'];
  return typeof zone === 'string' && /^[\w/+-]{1,60}$/.test(zone) ? zone : undefined;
}

/**
 * Where the message does not say it. People from elsewhere, who are not guests here, come into shared channels and group
 * chats; in a channel a press need not say what it is.
 */
async function homeOf(desk: Desk, { tenant, body }: Admitted): Promise<string | undefined> {
  const told = conversationOf(body);
  if (!body.from || lower(body.from.tenantId) || told.kind === 'personal') return tenant;
  // No id of theirs is anybody's here: unheard, they are strangers, and nobody else waits for Teams.
  if (told.kind === 'groupChat')
    return (await desk.people.home(told, body.from.id).catch(() => undefined)) ?? tenant;
  const spot = { tenant, place: channelPlace(told.conversation) };
  const type = told.channelType ?? (await desk.conversations.get(spot))?.channelType;
  if (type !== 'shared') return tenant;
  // Unknown is not ours.
  return (await desk.people.home(told, body.from.id)) ?? 'unknown';
}

/** Who did this, and where; what we know of both is brought up to date. */
async function made(desk: Desk, admitted: Admitted): Promise<Turn | undefined> {
  const { tenant, body } = admitted;
  const account = accountOf(body, tenant, await homeOf(desk, admitted));
  const place = placeOf(body, account);
  if (account === undefined || place === undefined || !body.from) return undefined;
  const told = conversationOf(body);
  const zone = zoneOf(body);
  const seen = { id: body.from.id, conversation: told.conversation, serviceUrl: told.serviceUrl };
  const revived = await desk.conversations.learn({ tenant, place }, told);
  await desk.people.learn(tenant, account, zone ? { ...seen, zone } : seen);
  if (revived) await desk.host.news({ platform: PLATFORM, tenant, place }, { kind: 'found' });
  return { tenant, account, place, told, body, now: desk.host.now() };
}

const isUpdate = ({ type }: ActivityBody): boolean =>
  type === 'installationUpdate' || type === 'conversationUpdate';

/** One activity, from being let in to its answer; undefined for an answer without words. */
export async function onActivity(desk: Desk, admitted: Admitted): Promise<object | undefined> {
  const { body } = admitted;
  if (isUpdate(body)) {
    // What was not dealt with is no success: then Teams may tell it again.
    await onUpdate(desk, admitted);
    return undefined;
  }
  if (body.type !== 'message' && body.type !== 'invoke') return undefined;
  if (body.type === 'invoke') return answerInvoke(desk, admitted);
  const turn = await made(desk, admitted);
  if (turn) await onMessage(desk, turn);
  return undefined;
}

/** Teams waits: where we cannot find out in time who did it, the person is told so, in our words. */
async function answerInvoke(desk: Desk, admitted: Admitted): Promise<object | undefined> {
  const { tenant, body } = admitted;
  const { publicUrl } = desk.config;
  try {
    const first = await inTime(made(desk, admitted), MADE_OUT_MS);
    if (first.state === 'late') throw new Error('late');
    return first.value ? await onInvoke(desk, first.value) : replyInvoke(body, NOT_UNDERSTOOD, publicUrl);
  } catch (error) {
    desk.log.error({ error, tenant, kind: body.type, reason: reasonOf(error) }, 'a press was not dealt with');
    return replyInvoke(body, WENT_WRONG, publicUrl);
  }
}
