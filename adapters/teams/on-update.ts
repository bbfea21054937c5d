import { channelPlace, directPlace, type Lost, type News } from '../../src/kernel/platform.ts';
import { lower } from './account.ts';
import type { Spot } from './conversations.ts';
import type { ActivityBody } from './payload.ts';
import { conversationOf, kindOf } from './receive.ts';
import { PLATFORM, type Desk } from './site.ts';

interface Update {
  readonly tenant: string;
  readonly body: ActivityBody;
}

/** Teams' word for what happened to a channel or to its whole team. */
const HAPPENED: Readonly<Record<string, { readonly whole: boolean; readonly news: News }>> = {
  channelDeleted: { whole: false, news: { kind: 'lost', why: 'deleted' } },
  channelRestored: { whole: false, news: { kind: 'found' } },
  channelRenamed: { whole: false, news: { kind: 'readers' } },
  channelMemberAdded: { whole: false, news: { kind: 'readers' } },
  channelMemberRemoved: { whole: false, news: { kind: 'readers' } },
  channelShared: { whole: false, news: { kind: 'readers' } },
  channelUnshared: { whole: false, news: { kind: 'readers' } },
  teamArchived: { whole: true, news: { kind: 'lost', why: 'archived' } },
  teamUnarchived: { whole: true, news: { kind: 'found' } },
  teamRestored: { whole: true, news: { kind: 'found' } },
  teamDeleted: { whole: true, news: { kind: 'lost', why: 'deleted' } },
  teamHardDeleted: { whole: true, news: { kind: 'lost', why: 'deleted' } },
  teamMemberAdded: { whole: true, news: { kind: 'readers' } },
  teamMemberRemoved: { whole: true, news: { kind: 'readers' } },
};

const isBot = ({ recipient }: ActivityBody, id: string): boolean => recipient?.id === id;

function ourselves({
  type,
  action,
  membersAdded,
  membersRemoved,
  ...body
}: ActivityBody): 'here' | 'gone' | undefined {
  const whole = { type, ...body } as ActivityBody;
  if (type === 'installationUpdate') return action?.startsWith('remove') ? 'gone' : 'here';
  if (membersRemoved?.some(({ id }) => isBot(whole, id))) return 'gone';
  return membersAdded?.some(({ id }) => isBot(whole, id)) ? 'here' : undefined;
}

/** The place an update is about: in a team, the channel it names. */
function spotOf({ tenant, body }: Update): Spot | undefined {
  const account = lower(body.from?.aadObjectId);
  if (kindOf(body) === 'personal') return account ? { tenant, place: directPlace(account) } : undefined;
  const channel = body.channelData?.channel?.id ?? conversationOf(body).conversation;
  return { tenant, place: channelPlace(channel) };
}

async function inTeam(desk: Desk, { tenant, body }: Update): Promise<readonly Spot[]> {
  const team = body.channelData?.team?.id;
  const known = await desk.conversations.list(tenant);
  return known.filter((each) => each.kind === 'channel' && each.team === team);
}

async function pass(desk: Desk, spot: Spot, news: News): Promise<void> {
  if (news.kind === 'lost') await desk.conversations.lose(spot, news.why);
  const known = news.kind === 'found' ? await desk.conversations.get(spot) : undefined;
  if (known?.dead) {
    const { dead: _, ...alive } = known;
    await desk.conversations.learn(spot, alive);
  }
  await desk.host.news({ platform: PLATFORM, ...spot }, news);
}

/** We were taken away: from a team, that is all of its channels. */
async function gone(desk: Desk, update: Update, why: Lost): Promise<void> {
  const own = spotOf(update);
  const spots = [...(own ? [own] : []), ...(await inTeam(desk, update))];
  const each = new Map(spots.map(({ tenant, place }) => [place, { tenant, place }]));
  for (const spot of each.values()) await pass(desk, spot, { kind: 'lost', why });
}

/** We were added: from now on we may speak there. */
async function here(desk: Desk, update: Update): Promise<void> {
  const spot = spotOf(update);
  if (!spot) return;
  const told = conversationOf(update.body);
  await desk.conversations.learn(spot, {
    ...told,
    conversation: told.kind === 'personal' ? told.conversation : spot.place.slice('channel:'.length),
  });
  await desk.host.news({ platform: PLATFORM, ...spot }, { kind: 'found' });
}

/** Something changed where we are: `installationUpdate` and `conversationUpdate`
 * (https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events). */
export async function onUpdate(desk: Desk, update: Update): Promise<void> {
  const { body } = update;
  const own = ourselves(body);
  if (own === 'gone') {
    const why = kindOf(body) === 'personal' ? 'uninstalled' : 'removed';
    return gone(desk, update, why);
  }
  if (own === 'here') return here(desk, update);
  const spot = spotOf(update);
  const happened = HAPPENED[body.channelData?.eventType ?? ''];
  if (happened?.whole) {
    for (const { tenant, place } of await inTeam(desk, update))
      await pass(desk, { tenant, place }, happened.news);
    return undefined;
  }
  const others = (body.membersAdded ?? []).length + (body.membersRemoved ?? []).length > 0;
  const news = happened?.news ?? (others ? ({ kind: 'readers' } as const) : undefined);
  if (spot && news) await pass(desk, spot, news);
  return undefined;
}
