import type { Context } from '../../db/context.ts';
import { buttons, press, text } from '../../kernel/card.ts';
import { changed, type Outcome } from '../../kernel/outcome.ts';
import { rich, time, typed, type Rich } from '../../kernel/rich.ts';
import { instantAt } from '../../schedule/recurrence.ts';
import { openUsually } from '../agenda/index.ts';
import { extendSeries, upcoming } from '../meetings/index.ts';
import type { FoundingValues } from './founding-form.ts';
import type { ImportedTaskForce } from './import/index.ts';

/** Topics can be typed at once: the first meeting does not wait for the planner's next look. */
export async function firstMeeting(ctx: Context, { date, time: at, zone }: FoundingValues): Promise<void> {
  const { tx, now } = ctx;
  await extendSeries(tx, now, new Date(instantAt(date, at, zone).getTime() + 1));
  const [first] = await upcoming(tx, now);
  if (first) await openUsually(ctx, first);
}

/** What was set up, and the one step that is left. */
export function begun(
  ctx: Context,
  { series, members, taskForce }: ImportedTaskForce,
  close: Rich | undefined,
  channel?: Rich,
): Outcome {
  const [first] = series;
  const [, second] = members;
  const startsAt = instantAt(first!.dtstart.slice(0, 10), first!.dtstart.slice(11, 16), taskForce.zone);
  return changed({
    reply: {
      kind: 'card',
      card: {
        title: rich`${taskForce.neutralName} is set up`,
        notice: 'Set up',
        blocks: [
          ...(channel ? [text(channel)] : []),
          text(
            rich`First meeting: ${time(startsAt)}. ${second!.name} can act for you. People in this channel are not on the roster yet: once you start, I ask you who they are.`,
          ),
          text(
            rich`Nothing goes out until you start. Then everyone gets a hello first, and topics are asked for ${first!.timeline.callDaysBefore} days before each meeting.`,
          ),
          text(rich`${typed('steps')} lists what is best done before, like adding the people.`),
          ...(close ? [text(close)] : []),
          buttons(press('Start Convener', 'preview.start', {}, 'main')),
        ],
      },
    },
    changes: [{ action: 'set up', subject: ctx.taskForce.id }],
    replan: true,
  });
}
