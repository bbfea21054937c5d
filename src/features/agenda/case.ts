import type { ActorContext } from '../../db/context.ts';
import { stored } from '../../guard/index.ts';
import { isChair } from '../../kernel/access.ts';
import type { ItemId } from '../../kernel/ids.ts';
import { answered, changed, noteReply, refused, settle, type Outcome } from '../../kernel/outcome.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { facilitatorName, firstName } from '../roster/index.ts';
import type { Loaded } from './load.ts';
import { CASE_MINUTES, caseTitle, overflow } from './model.ts';
import { insertNew, lateText } from './propose.ts';
import { noSuchMeeting } from './show.ts';
import { noOpenMeeting, targetMeeting } from './target.ts';
import { lastCallKey, touchAs } from './touch.ts';

/** What can be said of the time asked for: until topics close, nothing is promised. */
function timeText(date: Rich, { collecting, fits }: { collecting: boolean; fits: boolean }): Rich {
  if (!collecting)
    return fits
      ? rich`${CASE_MINUTES} minutes are held on ${date}, in the closed part.`
      : rich`The meeting on ${date} is full: ${CASE_MINUTES} minutes in the closed part stand under "If time allows".`;
  const noted = rich`Noted for ${date}: ${CASE_MINUTES} minutes in the closed part`;
  return fits
    ? rich`${noted}, if there is room when topics close. If not, you hear from us.`
    : rich`${noted}. As things stand the meeting is full, and it would go under "If time allows"; you hear from us if it does.`;
}

function heldText(loaded: Loaded, item: ItemId): Rich {
  const { items, length, phase } = loaded.state;
  const fits = !overflow(items, length).has(item);
  return timeText([time(loaded.meeting.startsAt, 'date')], { collecting: phase === 'collecting', fits });
}

/** "Case discussion": time is asked for, and there is nothing to write. */
export async function holdCase(
  ctx: ActorContext,
  { meeting: asked }: { meeting?: string | undefined },
): Promise<Outcome> {
  if (!ctx.actor.segments.includes('closed')) {
    // Nothing here says where a case would be spoken of: not everyone knows of that part (product rule 3).
    const phone = ctx.taskForce.contactPhone;
    const whom = `${firstName(await facilitatorName(ctx))}${phone ? `, ${phone}` : ''}`;
    return answered(
      refused('denied', rich`That is not yours to do here. To speak about a case, please call ${whom}.`),
    );
  }
  const target = await targetMeeting(ctx, asked);
  if (!target) return answered(asked === undefined ? noOpenMeeting : noSuchMeeting);
  const { meeting } = target.loaded;
  const { id, now } = await insertNew(ctx, target.loaded, {
    title: stored(caseTitle(target.loaded.state.items)),
    minutes: CASE_MINUTES,
    kind: 'case',
    declared: false,
    segment: 'closed',
    state: isChair(ctx.actor.roles) ? 'accepted' : 'proposed',
  });
  return changed({
    reply: noteReply(sentences(lateText(target.late), heldText(now, id), rich`We keep no details.`)),
    changes: [{ action: 'hold case time', subject: id, detail: { meeting: meeting.id } }],
    effects: [settle(lastCallKey(meeting.id), 'done', ctx.actor.member), ...touchAs(meeting.id, now)],
  });
}
