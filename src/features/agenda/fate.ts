import type { Context, View } from '../../db/context.ts';
import { buttons, press, text } from '../../kernel/card.ts';
import { bold, rich, time, type Rich } from '../../kernel/rich.ts';
import { meetingAfter, type Meeting } from '../meetings/index.ts';
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
      text(fateText(item, loaded, next)),
      buttons(press('See the agenda', 'agenda.open', { meeting: (next ?? loaded.meeting).id })),
    ],
  };
};
