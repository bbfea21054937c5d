import { z } from 'zod';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Records } from '../../src/kernel/platform.ts';
import { accountFor, lower, objectIdOf } from './account.ts';
import { limited, type Calls, type Connector } from './connector.ts';
import type { Conversation, Conversations } from './conversations.ts';
import { KEPT, LOOK_IN, MEMBERS_PAGE, PEOPLE_MS } from './limits.ts';
import { isNotForUs } from './trouble.ts';

/** Someone in a conversation, as Teams tells of them there. */
const member = z.object({
  id: z.string(),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  email: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  tenantId: z.string().nullish(),
  userRole: z.string().nullish(),
});
export type Member = z.output<typeof member>;

/** Where a person was seen, and their id for the bot ("29:..."): what it takes to write to them first. */
const stored = z.object({
  id: z.string(),
  conversation: z.string(),
  serviceUrl: z.string(),
  zone: z.string().optional(),
});
export type Seen = z.output<typeof stored>;

type Where = Pick<Conversation, 'conversation' | 'serviceUrl'>;

export interface People {
  /** Where they were seen; looked for in the conversations of their tenant when they never spoke to us. */
  find(tenant: string, account: string): Promise<Seen | undefined>;
  /** The same, but looked for anew: where they were seen they may be no more. */
  lookFor(tenant: string, account: string): Promise<Seen | undefined>;
  learn(tenant: string, account: string, seen: Seen): Promise<void>;
  /** As Teams knows them now; undefined when it knows nobody by that id there. Throws when it does not answer. */
  ask(where: Where, id: string): Promise<Member | undefined>;
  /** Everyone in a conversation. Throws when Teams does not answer. */
  roster(where: Where): Promise<readonly Member[]>;
  /** Someone's home tenant, where their message does not say it: asked once a day at most. */
  home(where: Where, id: string): Promise<string | undefined>;
}

interface Deps {
  readonly connector: Connector;
  readonly conversations: Conversations;
  readonly records: Records;
  readonly clock: Clock;
}

const KIND = 'person';

type Page = z.output<typeof page>;
const page = z.object({ members: z.array(member), continuationToken: z.string().nullish() });
/** The SDK's type wants a token for the first page, too. */
type PageOptions = NonNullable<Parameters<Calls['getConversationPagedMembers']>[1]> & {
  pageSize: number;
  continuationToken: string;
};

/** The account of someone in a conversation of this tenant. Who has no Entra id is an account that nobody knows. */
export function accountIn(tenant: string, { id, aadObjectId, objectId, tenantId }: Member): string {
  const known = lower(aadObjectId) ?? lower(objectId);
  return known === undefined ? `unknown:${id}` : accountFor(tenant, lower(tenantId), known);
}

export function createPeople({ connector, conversations, records, clock }: Deps): People {
  const known = new Map<string, Seen>();
  const homes = new Map<string, { at: number; tenant: string }>();
  const trim = (map: Map<string, unknown>): void => {
    const oldest = map.keys().next();
    if (map.size >= KEPT && !oldest.done) map.delete(oldest.value);
  };

  async function ask({ conversation, serviceUrl }: Where, id: string): Promise<Member | undefined> {
    const calls = await connector.calls(serviceUrl);
    try {
      return member.parse(await calls.getConversationMember(conversation, id, limited()));
    } catch (error) {
      if (isNotForUs(error)) return undefined;
      throw error;
    }
  }
  const keyOf = (tenant: string, account: string): string => `${tenant} ${account}`;
  const read = async (key: string): Promise<Seen | undefined> =>
    known.get(key) ?? stored.safeParse(await records.get(KIND, key)).data;

  /** Only what is new is written: where they were seen first does as well as where they are now. */
  async function learn(tenant: string, account: string, seen: Seen): Promise<void> {
    const key = keyOf(tenant, account);
    const before = await read(key);
    const zone = seen.zone ?? before?.zone;
    const same = before?.id === seen.id && before.serviceUrl === seen.serviceUrl && before.zone === zone;
    const value = same ? before : { ...seen, ...(zone ? { zone } : {}) };
    if (!same) await records.put(KIND, key, value);
    known.delete(key);
    trim(known);
    known.set(key, value);
  }
  async function lookFor(tenant: string, account: string): Promise<Seen | undefined> {
    const places = (await conversations.list(tenant)).filter(
      ({ kind, dead }) => kind !== 'personal' && !dead,
    );
    for (const { conversation, serviceUrl } of places.slice(0, LOOK_IN)) {
      const found = await ask({ conversation, serviceUrl }, objectIdOf(account));
      if (!found || accountIn(tenant, found) !== account) continue;
      const seen = { id: found.id, conversation, serviceUrl };
      await learn(tenant, account, seen);
      return seen;
    }
    return undefined;
  }
  return {
    ask,
    learn,
    lookFor,
    async find(tenant, account) {
      return (await read(keyOf(tenant, account))) ?? lookFor(tenant, account);
    },
    async roster({ conversation, serviceUrl }) {
      const calls = await connector.calls(serviceUrl);
      const all: Member[] = [];
      let token: string | undefined;
      do {
        const asked = {
          pageSize: MEMBERS_PAGE,
          ...(token ? { continuationToken: token } : {}),
          ...limited(),
        };
        const got: Page = page.parse(
          await calls.getConversationPagedMembers(conversation, asked as PageOptions),
        );
        all.push(...got.members);
        // The same token again would go on for ever.
        token = got.continuationToken === token ? undefined : got.continuationToken || undefined;
      } while (token);
      return all;
    },
    async home(where, id) {
      const before = homes.get(id);
      const now = clock.now().getTime();
      if (before && now - before.at < PEOPLE_MS) return before.tenant;
      const found = lower((await ask(where, id))?.tenantId);
      // Teams may know better in a moment.
      if (found === undefined) return undefined;
      homes.delete(id);
      trim(homes);
      homes.set(id, { at: now, tenant: found });
      return found;
    },
  };
}
