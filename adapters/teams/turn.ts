import { lower } from './account.ts';
import type { Admitted } from './gate.ts';
import { onInvoke } from './on-invoke.ts';
import { onMessage } from './on-message.ts';
import { onUpdate } from './on-update.ts';
import type { ActivityBody } from './payload.ts';
import { accountOf, conversationOf, placeOf, type Turn } from './receive.ts';
import { badAction } from './reply.ts';
import { PLATFORM, type Desk } from './site.ts';

/** The zone of the device, which Teams sends along with what a person does. */
function zoneOf({ entities }: ActivityBody): string | undefined {
  const info = entities?.find(({ type }) => type === 'clientInfo');
  const zone = info?.['timezone'];
  return typeof zone === 'string' && /^[\w/+-]{1,60}$/.test(zone) ? zone : undefined;
}

/** Only in a shared channel people from elsewhere come without being guests here. */
async function homeOf(desk: Desk, { tenant, body }: Admitted): Promise<string | undefined> {
  const told = conversationOf(body);
  if (!body.from || lower(body.from.tenantId) || told.kind !== 'channel' || told.channelType !== 'shared')
    return tenant;
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
  const turn = await made(desk, admitted);
  if (!turn) return body.type === 'invoke' ? badAction() : undefined;
  if (body.type === 'invoke') return onInvoke(desk, turn);
  await onMessage(desk, turn);
  return undefined;
}
