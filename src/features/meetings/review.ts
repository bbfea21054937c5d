import type { ActorContext, Context, View } from '../../db/context.ts';
import { momentOn } from '../../asks/permitted.ts';
import { buttons, formButton, press, text } from '../../kernel/card.ts';
import type { Cue } from '../../kernel/feature.ts';
import { answered, ask, changed, none, noteReply, settle, type Outcome } from '../../kernel/outcome.ts';
import { rich } from '../../kernel/rich.ts';
import { addDays, instantAt } from '../../schedule/recurrence.ts';
import { nextWorkingDay } from '../../schedule/working-days.ts';
import { facilitators } from '../roster/index.ts';
import { newFrom, newUntil } from './frequency.ts';
import { calendarOf } from './store.ts';

const KEY = 'review:frequency';
const ASKED_AT = '10:00';
const STILL_HELPS_DAYS = 21;
const WEIGHT = 2;

async function dayOf(ctx: Context): Promise<string | undefined> {
  const since = newFrom(ctx.taskForce);
  return since === null ? undefined : nextWorkingDay(newUntil(since), await calendarOf(ctx.tx));
}

/** Once, when the group is six months old: is it still right how often it meets? */
export async function planReview(ctx: Context): Promise<readonly Cue[]> {
  const day = await dayOf(ctx);
  if (day === undefined) return [];
  const { zone } = ctx.taskForce;
  return [
    {
      key: 'meetings.review',
      kind: 'meetings.review',
      subject: day,
      dueAt: instantAt(day, '00:00', zone),
      until: instantAt(addDays(day, STILL_HELPS_DAYS), '00:00', zone),
      what: 'A facilitator is asked how often to meet',
    },
  ];
}

/** One facilitator is asked. */
export async function askReview(ctx: Context): Promise<Outcome> {
  const day = await dayOf(ctx);
  const [facilitator] = await facilitators(ctx.tx);
  if (day === undefined || !facilitator) return answered(none);
  const { member, zone } = facilitator;
  return changed({
    reply: none,
    changes: [{ action: 'ask to review frequency', subject: member }],
    effects: [
      ask({
        key: KEY,
        member,
        view: { name: 'meetings.review', id: day },
        from: momentOn(day, ASKED_AT, { zone }),
        until: momentOn(addDays(day, STILL_HELPS_DAYS), ASKED_AT, { zone }),
        weight: WEIGHT,
      }),
    ],
  });
}

export const reviewView: View = async ({ taskForce }, _, { person }) =>
  person
    ? {
        title: rich`${taskForce.neutralName} has met for six months`,
        notice: 'A question about your meetings',
        blocks: [
          text(
            rich`A new group does best to meet at least monthly at first. Is how often you meet still right? You can keep it, ask the group, or plan other meetings.`,
          ),
          buttons(
            press('Keep it as it is', 'meetings.keep', {}, 'main'),
            formButton('Put it on the agenda', 'agenda.item', {}),
            formButton('Plan other meetings', 'meetings.new', {}),
          ),
        ],
      }
    : null;

export async function keepFrequency(ctx: ActorContext): Promise<Outcome> {
  return changed({
    reply: noteReply(rich`Good. It stays as it is, and we do not ask again.`),
    changes: [{ action: 'keep frequency', subject: ctx.taskForce.id }],
    effects: [settle(KEY, 'done')],
  });
}
