import type { View } from '../../db/context.ts';
import { isChair } from '../../kernel/access.ts';
import { text, type Card } from '../../kernel/card.ts';
import { rich, type Rich } from '../../kernel/rich.ts';
import { platformName } from './link.ts';
import { placeOfId } from './readers.ts';
import { isChannel } from './store.ts';
import { channels } from './table.ts';

type Channel = typeof channels.$inferSelect;

const LOST: Readonly<Record<NonNullable<Channel['lost']>, string>> = {
  archived: 'It was archived. Unarchive it, or link another channel.',
  deleted: 'It was deleted. Please link another channel.',
  removed: 'Convener was removed from it. Add it again, or link another channel.',
  blocked: 'Convener was blocked there.',
  uninstalled: 'Convener was uninstalled there. Install it again to go on.',
};

/** What a channel shows, why, and what would change it. */
function whyText({ readers, lost }: Channel): Rich {
  if (lost)
    return rich`Nothing can be posted there: ${LOST[lost]} Until then people get their messages directly.`;
  const why = readers?.why ?? null;
  switch (why) {
    case 'public':
      return rich`It is public: anyone in the workspace can open it, so it shows no titles, only "open your copy". Make it private to show the agenda there.`;
    case 'shared':
      return rich`It is shared with another organisation, where it may be open to everyone, so it shows no titles, only "open your copy". A channel of one organisation alone can show the agenda.`;
    case 'pending':
      return rich`People from another organisation are invited to it, so it shows no titles, only "open your copy", until it is known who they are.`;
    case 'hidden':
      return rich`Convener cannot see who is in it, so it shows no titles. Add Convener to the channel, then nothing else is needed.`;
    case 'strangers':
      return rich`Someone in it is not on the roster, so it shows no titles, only "open your copy". "Who is this?" asks you whose account it is; or remove them there.`;
    case 'guests':
      return readers?.segments.includes('open')
        ? rich`Someone in it reads the open part only, so it shows no titles, only "open your copy".`
        : rich`Someone in it may not read the open part, so it shows no titles, only "open your copy".`;
    case 'empty':
      return rich`Nobody of the roster is in it yet, so it shows no titles.`;
    case null:
      return readers?.segments.includes('closed')
        ? rich`Everyone in it may read the closed part, so it shows the whole agenda.`
        : rich`Everyone in it may read the members' part, so it shows the whole agenda but the closed part.`;
    default:
      return why satisfies never;
  }
}

/** What became of a channel, and what to do. */
export const lostWords = (lost: NonNullable<Channel['lost']>): string => LOST[lost];

function channelCard(channel: Channel): Card {
  const { label } = channel.readers ?? { label: '' };
  const name = label
    ? `${label} (${platformName(channel.platform)})`
    : channel.platform === 'web'
      ? 'the web channel'
      : `a ${platformName(channel.platform)} channel`;
  return {
    title: rich`What ${name} shows`,
    notice: 'What a channel shows has changed',
    blocks: [text(whyText(channel))],
  };
}

/** For facilitators only. */
export const channelView: View = async (ctx, id, reader) => {
  const place = placeOfId(id);
  if (!place || !isChair(reader.person?.roles ?? [])) return null;
  const [channel] = await ctx.tx.select().from(channels).where(isChannel(place));
  return channel ? channelCard(channel) : null;
};
