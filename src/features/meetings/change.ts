import type { ActorContext } from '../../db/context.ts';
import { howMany } from '../../kernel/how-many.ts';
import { changed, noteReply, refresh, settle, type Outcome } from '../../kernel/outcome.ts';
import { plainText, rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { instantAt, localDateOf, localTimeOf } from '../../schedule/recurrence.ts';
import { attendanceKey } from './cards.ts';
import { ifChangeable } from './changeable.ts';
import { gapText } from './frequency.ts';
import { nobodyInstead } from './instead.ts';
import { misfitOf, type Meeting, type Misfit, type Span } from './model.ts';
import { tellNews } from './news.ts';
import { offText } from './off.ts';
import {
  daysOffOn,
  extendSeries,
  forgetAnswers,
  lockMeeting,
  meetingAfter,
  ofSeries,
  upcoming,
  updateMeeting,
} from './store.ts';

const DAY = 86_400_000;

/** Who hears of it, or why nobody does yet. */
const told = (ctx: ActorContext): Rich =>
  offText(ctx.taskForce, ctx.actor.roles) ?? rich`Everyone is told now.`;

/** The meeting whose agenda takes over: the next of the series, else the next there is. */
async function nextFor({ tx }: ActorContext, meeting: Meeting): Promise<Meeting | undefined> {
  const own = (await ofSeries(tx, meeting.series)).find((each) => each.startsAt > meeting.startsAt);
  return own ?? meetingAfter(tx, meeting);
}

/** Cancels one meeting that has not begun. What hangs on it goes to the next one. */
export async function cancelMeeting(
  ctx: ActorContext,
  { meeting: id }: { readonly meeting: string },
): Promise<Outcome> {
  const { tx, now } = ctx;
  const found = ifChangeable(await lockMeeting(tx, id), now);
  if ('no' in found) return found.no;
  const { meeting } = found;
  const sequence = meeting.sequence + 1;
  const instead = await nobodyInstead(ctx, meeting.id);
  await updateMeeting(tx, meeting.id, { state: 'cancelled', sequence });
  const next = await nextFor(ctx, meeting);
  const along = await ctx.takeAlong({ kind: 'cancelled', meeting: meeting.id, next: next?.id });
  return changed({
    reply: noteReply(
      sentences(rich`Cancelled: ${time(meeting.startsAt)}.`, told(ctx), ...along.words, await gapText(ctx)),
    ),
    changes: [
      { action: 'cancel meeting', subject: meeting.id, detail: next ? { next: next.id } : {} },
      ...along.changes,
    ],
    effects: [
      ...tellNews({ ...meeting, sequence }),
      settle(attendanceKey(meeting.id), 'ended'),
      ...instead,
      refresh(attendanceKey(meeting.id)),
      ...along.effects,
    ],
    replan: true,
  });
}

/** Why it cannot be there, in the words of whoever asks. */
export function misfitText(misfit: Misfit): Rich {
  switch (misfit.why) {
    case 'past':
      return rich`That time is past. Please choose one to come.`;
    case 'same':
      return rich`That is when it is already.`;
    case 'before':
      return rich`The meeting before it is ${time(misfit.meeting.startsAt, 'moment', misfit.meeting.endsAt)}. Please choose a later time.`;
    case 'after':
      return rich`The meeting after it is ${time(misfit.meeting.startsAt, 'moment', misfit.meeting.endsAt)}. Please choose an earlier time, or cancel this one.`;
    case 'taken':
      return rich`Another meeting is ${time(misfit.meeting.startsAt, 'moment', misfit.meeting.endsAt)}. Please choose another time.`;
    default:
      return misfit satisfies never;
  }
}

/** The same as one line, beside a field. */
export const misfitSaid = ({ actor, taskForce }: ActorContext, misfit: Misfit): string =>
  plainText(misfitText(misfit), { names: new Map(), zone: actor.zone, home: taskForce.zone });

/** What is in the way of moving it there. Meetings of the series that are not written out yet are in the way, too. */
async function findMisfit(ctx: ActorContext, meeting: Meeting, to: Span): Promise<Misfit | undefined> {
  const { tx, now } = ctx;
  await extendSeries(tx, now, new Date(to.endsAt.getTime() + DAY));
  const own = (await ofSeries(tx, meeting.series)).filter(({ id }) => id !== meeting.id);
  return misfitOf(meeting, to, {
    now,
    before: own.findLast((each) => each.startsAt < meeting.startsAt),
    after: own.find((each) => each.startsAt > meeting.startsAt),
    others: (await upcoming(tx, now)).filter(({ id }) => id !== meeting.id),
  });
}

/** Days off that fall on it: nothing forbids to meet then, but whoever moved it should know. */
async function daysOff({ tx }: ActorContext, date: string): Promise<Rich | undefined> {
  const off = await daysOffOn(tx, date);
  const everyone = off.find(({ agency }) => agency === null);
  if (everyone) return rich`That day is a holiday: ${everyone.name}.`;
  const agencies = off.flatMap(({ agency }) => agency ?? []).join(', ');
  return agencies === '' ? undefined : rich`That day is a day off for ${agencies}.`;
}

/** Where it is to be: as long as it was, in its own zone; at its own time of day where none is said. */
function spanAt({ startsAt, endsAt, zone }: Meeting, date: string, at = localTimeOf(startsAt, zone)): Span {
  const start = instantAt(date, at, zone);
  return { startsAt: start, endsAt: new Date(start.getTime() + (endsAt.getTime() - startsAt.getTime())) };
}

/** A local date (YYYY-MM-DD) and time of day (HH:MM) of the meeting's zone. */
interface Where {
  readonly meeting: string;
  readonly date: string;
  readonly time?: string | undefined;
}

/** Moves one meeting that has not begun, if it fits there; what hangs on it goes along. */
export async function moveMeeting(
  ctx: ActorContext,
  { meeting: id, date, time: at }: Where,
): Promise<Outcome | { readonly misfit: Misfit }> {
  const { tx } = ctx;
  const found = ifChangeable(await lockMeeting(tx, id), ctx.now);
  if ('no' in found) return found.no;
  const { meeting } = found;
  const to = spanAt(meeting, date, at);
  const misfit = await findMisfit(ctx, meeting, to);
  if (misfit) return { misfit };
  const sequence = meeting.sequence + 1;
  await updateMeeting(tx, meeting.id, { ...to, sequence, movedFrom: meeting.startsAt });
  const instead = await nobodyInstead(ctx, meeting.id);
  const answers = await forgetAnswers(tx, meeting.id);
  const along = await ctx.takeAlong({ kind: 'moved', meeting: meeting.id });
  const again =
    answers > 0 &&
    rich`${howMany(answers, 'person', 'people')} had said whether they come: they are asked again.`;
  return changed({
    reply: noteReply(
      sentences(
        rich`Moved: ${time(to.startsAt, 'moment', to.endsAt)}.`,
        told(ctx),
        await daysOff(ctx, localDateOf(to.startsAt, meeting.zone)),
        again,
        ...along.words,
        await gapText(ctx),
      ),
    ),
    changes: [
      {
        action: 'move meeting',
        subject: meeting.id,
        detail: { from: meeting.startsAt.toISOString(), to: to.startsAt.toISOString(), answers },
      },
      ...along.changes,
    ],
    effects: [
      ...tellNews({ ...meeting, ...to, sequence }, meeting.startsAt),
      ...instead,
      refresh(attendanceKey(meeting.id)),
      ...along.effects,
    ],
    replan: true,
  });
}
