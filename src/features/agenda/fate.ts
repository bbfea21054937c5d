import type { Context, View } from '../../db/context.ts';
import { buttons, press, text } from '../../kernel/card.ts';
import { bold, rich, time, type Rich } from '../../kernel/rich.ts';
import { meetingAfter, type Meeting } from '../meetings/index.ts';
import { facilitatorName, firstName } from '../roster/index.ts';
import { loadAgenda, type Loaded } from './load.ts';
import type { Item } from './model.ts';
import { itemById } from './store.ts';
import { isDropped } from './touch.ts';

/** What became of a topic, as its writer reads it. Pure. */
export function fateText(
  item: Item,
  loaded: Pick<Loaded, 'state' | 'over' | 'meeting'>,
  next?: Meeting,
): Rich {
  const title = bold(item.title);
  const date = time(loaded.meeting.startsAt, 'date');
  switch (item.state) {
    case 'withdrawn':
      return rich`${title} was taken off the agenda for ${date}. Something to ask? A chair can help.`;
    case 'suggested':
      return loaded.over
        ? rich`No chair got to ${title} before the meeting on ${date}, and no later one is planned yet. Please tell a chair if you still want to raise it.`
        : rich`${title} now waits for a chair for ${date}. Until one accepts it, only you and the chairs see it.`;
    case 'carried':
      return next
        ? rich`${title} stood under "If time allows" on ${date}. It comes first on ${time(next.startsAt, 'date')}.`
        : rich`${title} stood under "If time allows" on ${date}. It comes first next time.`;
    case 'proposed':
    case 'accepted':
    case 'done':
      if (isDropped(loaded, item))
        return rich`The topics for ${date} fill the meeting, so for now ${title} stands under "If time allows". What there is no time for comes first next time. A chair can move it.`;
      if (item.carriedOver && item.kind !== 'case')
        return rich`${title} is on the agenda for ${date}: it was moved to that meeting.`;
      return item.kind === 'case'
        ? rich`${title} has its time on ${date}.`
        : rich`${title} is on the agenda for ${date}.`;
    default:
      return item.state satisfies never;
  }
}

async function nextOf(ctx: Context, item: Item, { meeting }: Loaded): Promise<Meeting | undefined> {
  return item.state === 'carried' ? meetingAfter(ctx.tx, meeting) : undefined;
}

/** About a text that someone hid, to its writer: what it said is not said again. */
function hiddenText({ hidden }: Item, { meeting }: Loaded, facilitator: string): Rich {
  const date = time(meeting.startsAt, 'date');
  return hidden === 'removed'
    ? rich`The words of your topic for ${date} were taken out, since they may point to a person. You are welcome to raise it again without them. Something to ask? Call ${facilitator}.`
    : rich`Someone thought that your topic for ${date} may point to a person, so it is hidden for now. It happens to most of us. Only you and the chairs still see it, and a chair takes a look. You can change it on the agenda while topics are open.`;
}

/** Null for whoever did not write it, or may no longer read its part. */
export const fate: View = async (ctx, id, reader) => {
  const item = await itemById(ctx.tx, id);
  if (!item || item.owner !== reader.person?.member || !reader.segments.includes(item.segment)) return null;
  const loaded = await loadAgenda(ctx, item.meeting);
  if (!loaded) return null;
  const next = await nextOf(ctx, item, loaded);
  return {
    title: rich`About your topic`,
    notice: 'About your topic',
    blocks: [
      text(
        item.hidden === null
          ? fateText(item, loaded, next)
          : hiddenText(item, loaded, firstName(await facilitatorName(ctx))),
      ),
      buttons(press('See the agenda', 'agenda.open', { meeting: (next ?? loaded.meeting).id })),
    ],
  };
};
