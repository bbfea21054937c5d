import { directPlace, type Lost } from '../../src/kernel/platform.ts';
import { isOutsider, objectIdOf } from './account.ts';
import { limited } from './connector.ts';
import type { Conversation, Spot } from './conversations.ts';
import { PLATFORM, type Site } from './site.ts';

/** Marks a conversation dead, and tells the core once. */
export async function lose(site: Site, spot: Spot, why: Lost): Promise<void> {
  if (!(await site.conversations.lose(spot, why))) return;
  await site.core()?.news({ platform: PLATFORM, ...spot }, { kind: 'lost', why });
}

/** A person's own conversation with us: the one we know, or a new one. Undefined where there is no way to them. Throws
 * when Teams does not answer, or says no. */
export async function directWith(
  site: Site,
  { tenant, account }: { readonly tenant: string; readonly account: string },
  signal?: AbortSignal,
): Promise<Conversation | undefined> {
  const { connector, conversations, people, pace, config } = site;
  const spot = { tenant, place: directPlace(account) };
  const known = await conversations.get(spot);
  if (known) return known;
  const seen = await people.find(tenant, account);
  // Without its own id for them, Teams finds only people of this tenant who have the app.
  if (!seen && isOutsider(account)) return undefined;
  const serviceUrl = seen?.serviceUrl ?? config.cloud.serviceUrl;
  const limit = limited(signal);
  await pace.turn(tenant, limit.abortSignal);
  const calls = await connector.calls(serviceUrl);
  const bot = `28:${config.appId ?? ''}`;
  const made = await calls.createConversation(
    {
      isGroup: false,
      bot: { id: bot, name: 'Convener' },
      members: [{ id: seen?.id ?? objectIdOf(account), name: '' }],
      tenantId: tenant,
      channelData: { tenant: { id: tenant } },
    },
    limit,
  );
  if (!made.id) return undefined;
  const conversation: Conversation = { kind: 'personal', conversation: made.id, serviceUrl, bot };
  await conversations.learn(spot, conversation);
  return conversation;
}
