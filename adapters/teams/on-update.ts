import { accountOf, Unanswered, type Lost, type News } from '../../src/kernel/platform.ts';
import type { Conversation, Spot } from './conversations.ts';
import type { ActivityBody } from './payload.ts';
import { conversationOf, kindOf } from './receive.ts';
import { PLATFORM, type Desk } from './site.ts';
import { inTeam, isAlone, isBack, spotOf, type Update } from './spots.ts';

/** Teams' word for what happened to a channel or to its whole team. */
const HAPPENED: Readonly<Record<string, { readonly whole: boolean; readonly news: News }>> = {
  channelDeleted: { whole: false, news: { kind: 'lost', why: 'deleted' } },
  channelRestored: { whole: false, news: { kind: 'found' } },
  channelRenamed: { whole: false, news: { kind: 'readers' } },
  channelMemberAdded: { whole: false, news: { kind: 'readers' } },
  channelMemberRemoved: { whole: false, news: { kind: 'readers' } },
  channelShared: { whole: false, news: { kind: 'readers' } },
  channelUnshared: { whole: false, news: { kind: 'readers' } },
  teamRenamed: { whole: true, news: { kind: 'readers' } },
  teamArchived: { whole: true, news: { kind: 'lost', why: 'archived' } },
  teamUnarchived: { whole: true, news: { kind: 'found' } },
  teamRestored: { whole: true, news: { kind: 'found' } },
  teamDeleted: { whole: true, news: { kind: 'lost', why: 'deleted' } },
  teamHardDeleted: { whole: true, news: { kind: 'lost', why: 'deleted' } },
  teamMemberAdded: { whole: true, news: { kind: 'readers' } },
  teamMemberRemoved: { whole: true, news: { kind: 'readers' } },
};

function ourselves({
  type,
  action,
  recipient,
  membersAdded,
  membersRemoved,
}: ActivityBody): 'here' | 'gone' | undefined {
  const isUs = ({ id }: { readonly id: string }): boolean => recipient?.id === id;
  if (type === 'installationUpdate') return action?.startsWith('remove') ? 'gone' : 'here';
  if (membersRemoved?.some(isUs)) return 'gone';
  return membersAdded?.some(isUs) ? 'here' : undefined;
}

/** When it happened, by Teams' clock. */
function heardIn({ timestamp }: ActivityBody): { readonly heard?: number } {
  const heard = Date.parse(timestamp ?? '');
  return Number.isNaN(heard) ? {} : { heard };
}

/** Something newer was told of the place: Teams may deliver late, and twice. */
const isOld = (known: Conversation | undefined, { heard }: { readonly heard?: number }): boolean =>
  known?.heard !== undefined && heard !== undefined && heard < known.heard;

async function pass(desk: Desk, { body }: Update, spot: Spot, news: News): Promise<void> {
  if (news.kind === 'lost' || news.kind === 'found') {
    const known = await desk.conversations.get(spot);
    const when = heardIn(body);
    if (isOld(known, when)) return;
    if (news.kind === 'found' && known) {
      const { kind, conversation, serviceUrl } = known;
      await desk.conversations.learn(spot, { kind, conversation, serviceUrl, ...when });
    }
    if (news.kind === 'lost') await desk.conversations.note(spot, { dead: known?.dead ?? news.why, ...when });
  }
  await desk.host.news({ platform: PLATFORM, ...spot }, news);
}

/** One after the other, and each by itself: a channel that cannot be looked at now keeps no other waiting. */
async function each<T>(desk: Desk, all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const failed: unknown[] = [];
  for (const one of all)
    await work(one).catch((error: unknown) => {
      // The core goes on asking by itself.
      if (!(error instanceof Unanswered)) failed.push(error);
      else desk.log.warn({ error, platform: PLATFORM }, 'a channel could not be looked at');
    });
  if (failed.length > 0) throw failed[0];
}

/** News of a whole team is news of each of its channels; `own`, if given, is told first and in any case. */
async function passToTeam(desk: Desk, update: Update, news: News, own?: Spot): Promise<void> {
  const others = (await inTeam(desk, update)).filter(({ place }) => place !== own?.place);
  const all: readonly (Spot | (Spot & Conversation))[] = own ? [own, ...others] : others;
  await each(desk, all, async (one) => {
    const back = news.kind !== 'found' || !('kind' in one) || (await isBack(desk, one));
    if (back) await pass(desk, update, { tenant: one.tenant, place: one.place }, news);
  });
}

/** News of a private or shared channel, or a chat, is its own; of any other channel, its team's. */
async function passAround(desk: Desk, update: Update, news: News, own: Spot): Promise<void> {
  if (!(await isAlone(desk, update, own))) return passToTeam(desk, update, news, own);
  await each(desk, [own], () => pass(desk, update, own, news));
}

/** We were taken away: from a team, that is all of its channels. */
async function gone(desk: Desk, update: Update, own: Spot): Promise<void> {
  const why: Lost = kindOf(update.body) === 'personal' ? 'uninstalled' : 'removed';
  const news = { kind: 'lost', why } as const;
  await passAround(desk, update, news, own);
}

/** We were added: from now on we may speak there; in a team, in all of its channels where Teams lets us. */
async function here(desk: Desk, update: Update, own: Spot): Promise<void> {
  const told = conversationOf(update.body);
  const when = heardIn(update.body);
  if (isOld(await desk.conversations.get(own), when)) return;
  await desk.conversations.learn(own, {
    ...told,
    ...when,
    conversation: told.kind === 'personal' ? told.conversation : accountOf(own.place),
  });
  await passAround(desk, update, { kind: 'found' }, own);
}

/** Names change, and where the service is. */
async function note(desk: Desk, update: Update, own: Spot): Promise<void> {
  const { channelData } = update.body;
  const { serviceUrl, label, channelType } = conversationOf(update.body);
  if (channelData?.channel?.id && label)
    await desk.conversations.note(own, { serviceUrl, label, ...(channelType ? { channelType } : {}) });
  const team = channelData?.team?.name;
  if (channelData?.eventType !== 'teamRenamed' || !team) return;
  for (const known of await inTeam(desk, update)) {
    const channel = known.label?.split(', ').at(-1);
    await desk.conversations.note(known, { label: channel ? `${team}, ${channel}` : team });
  }
}

/** Something changed where we are: `installationUpdate` and `conversationUpdate`
 * (https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events). */
export async function onUpdate(desk: Desk, update: Update): Promise<void> {
  const { body } = update;
  const own = spotOf(update);
  if (!own) return;
  switch (ourselves(body)) {
    case 'gone':
      return gone(desk, update, own);
    case 'here':
      return here(desk, update, own);
    case undefined:
  }
  await note(desk, update, own);
  const happened = HAPPENED[body.channelData?.eventType ?? ''];
  const others = (body.membersAdded ?? []).length + (body.membersRemoved ?? []).length > 0;
  const news = happened?.news ?? (others ? ({ kind: 'readers' } as const) : undefined);
  if (!news) return;
  // Who joins a team reads its standard channels, whether or not Teams calls it by its name.
  if (happened?.whole) return passToTeam(desk, update, news);
  if (!happened) return passAround(desk, update, news, own);
  await each(desk, [own], () => pass(desk, update, own, news));
}
