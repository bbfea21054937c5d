import { dateOf, isAway, momentOn } from '../../asks/permitted.ts';
import type { ActorContext, Context, View } from '../../db/context.ts';
import { grantOf, type Reader } from '../../kernel/access.ts';
import type { MemberId } from '../../kernel/ids.ts';
import type { DueCue } from '../../kernel/intent.ts';
import {
  answered,
  ask,
  cardReply,
  changed,
  none,
  noteReply,
  refresh,
  refused,
  settle,
  type Effect,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich, time, typed, type Rich } from '../../kernel/rich.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { rulesOf } from '../../schedule/reminder-rules.ts';
import { nextClosedPart } from '../agenda/index.ts';
import { calendarsOf } from '../meetings/index.ts';
import { facilitatorName, firstName, personById, toFacilitators } from '../roster/index.ts';
import { askCard, pageCard, questionCard, statusCard } from './cards.ts';
import { currentPromise, holds, isAsked, promiseKey, standingOf } from './promise.ts';
import { acknowledgementOf, saveAcknowledgement, type Promised } from './store.ts';

const WEIGHT = 3;
const DAY = 86_400_000;
/** One round of asking ends before the next begins. */
const ROUND = 6 * DAY;

async function asking(ctx: Context, promise: Promised) {
  return { promise, facilitator: firstName(await facilitatorName(ctx)) };
}

/** Asks whoever has not read the promise in force: on their own morning, three times at most, never while they are away. */
export async function askRound(ctx: Context, cue: DueCue): Promise<Outcome> {
  const { tx, taskForce } = ctx;
  const { acknowledgement: rule } = await rulesOf(tx, taskForce.id);
  const calendars = await calendarsOf(tx);
  const { promise, rows } = await standingOf(ctx);
  const { version } = promise;
  const effects: Effect[] = [];
  for (const { person, said, holds: done } of rows) {
    const calendar = calendars.get(person.member);
    const asked = said?.asked ?? 0;
    if (!calendar || done || said?.state === 'question' || asked >= rule.most) continue;
    const from = momentOn(cue.subject, rule.at, rule.zone ? { zone: rule.zone } : calendar);
    if (isAway(calendar, dateOf(from, calendar))) continue;
    await saveAcknowledgement(
      tx,
      { taskForce: taskForce.id, member: person.member, version },
      { state: 'asked', asked: asked + 1, acknowledgedAt: null, until: null },
    );
    effects.push(
      ask({
        key: promiseKey(version),
        member: person.member,
        view: { name: 'confidentiality.ask', id: version },
        from,
        until: new Date(from.getTime() + ROUND),
        weight: WEIGHT,
      }),
    );
  }
  if (effects.length === 0) return answered(none);
  return changed({
    reply: none,
    changes: [{ action: 'ask for promise', subject: version, detail: { asked: effects.length } }],
    effects,
  });
}

/** The day of a closed part is told to those alone who may be in it (product rule 3). */
async function nudge(ctx: Context, { segments }: Reader): Promise<Rich> {
  const next = segments.includes('closed') ? await nextClosedPart(ctx) : undefined;
  return next
    ? rich`No rush. It is needed before the closed part on ${time(next, 'date')}.`
    : rich`No rush. It is needed before the next closed part.`;
}

/** The card a person is asked with; null once they have pressed, or another version is asked for. */
export const askView: View = async (ctx, version, reader) => {
  const { person } = reader;
  if (!person || !isAsked(person)) return null;
  const promise = await currentPromise(ctx);
  const said = await acknowledgementOf(ctx.tx, person.member, version);
  if (promise.version !== version || holds(said, localDateOf(ctx.now, ctx.taskForce.zone))) return null;
  const again = (said?.asked ?? 0) > 1;
  return askCard(await asking(ctx, promise), again ? await nudge(ctx, reader) : undefined);
};

const notAsked: Outcome = answered(
  noteReply(rich`You are invited to the open part, so nobody asks you for this. There is nothing to do.`),
);
const newer: Outcome = answered(
  refused('not-now', rich`There is a newer version. ${typed('confidentiality')} shows it.`),
);

/** "I have read it." */
export async function acknowledge(
  ctx: ActorContext,
  { version }: { version?: string | undefined },
): Promise<Outcome> {
  if (!isAsked(ctx.actor)) return notAsked;
  const promise = await currentPromise(ctx);
  if (version !== undefined && version !== promise.version) return newer;
  const { member } = ctx.actor;
  const said = await acknowledgementOf(ctx.tx, member, promise.version);
  if (holds(said, localDateOf(ctx.now, ctx.taskForce.zone)))
    return answered(noteReply(rich`We have that already. Thank you.`));
  await saveAcknowledgement(
    ctx.tx,
    { taskForce: ctx.taskForce.id, member, version: promise.version },
    { state: 'acknowledged', acknowledgedAt: ctx.now, until: promise.lastsUntil },
  );
  return changed({
    reply: noteReply(
      rich`Thank you. We do not ask you for it again while it lasts. It is a reminder and gives no one permission to share.`,
    ),
    changes: [{ action: 'acknowledge', subject: promise.version }],
    effects: [settle(promiseKey(promise.version), 'done', member), refresh(questionKey(member))],
  });
}

const questionKey = (member: MemberId): string => `question:${member}`;

/** "I have a question": the facilitator is told, and nobody asks until it is answered. Nothing is typed here. */
export async function haveQuestion(ctx: ActorContext, { version }: { version: string }): Promise<Outcome> {
  if (!isAsked(ctx.actor)) return notAsked;
  const promise = await currentPromise(ctx);
  if (version !== promise.version) return newer;
  const { member } = ctx.actor;
  const who = firstName(await facilitatorName(ctx));
  const said = await acknowledgementOf(ctx.tx, member, version);
  if (said?.state === 'acknowledged')
    return answered(noteReply(rich`You have read it already. For a question, please call ${who}.`));
  if (said?.state === 'question') return answered(noteReply(rich`${who} knows, and will call you.`));
  await saveAcknowledgement(ctx.tx, { taskForce: ctx.taskForce.id, member, version }, { state: 'question' });
  return changed({
    reply: noteReply(
      rich`${who} knows that you have a question, and will call you. We do not ask you again until then.`,
    ),
    changes: [{ action: 'question about promise', subject: version }],
    effects: [
      settle(promiseKey(version), 'ended', member),
      ...(await toFacilitators(ctx.tx, questionKey(member), {
        name: 'confidentiality.question',
        id: `${member}:${version}`,
      })),
    ],
  });
}

/** For the facilitators, while the question is open. */
export const questionView: View = async (ctx, id, { person }) => {
  if (grantOf('see acknowledgements', person?.roles ?? []) !== 'yes') return null;
  const [member = '', version = ''] = id.split(':');
  const asker = await personById(ctx.tx, member);
  const said = asker && (await acknowledgementOf(ctx.tx, asker.member, version));
  return asker && said?.state === 'question' ? questionCard(asker, version) : null;
};

export async function questionAnswered(
  ctx: ActorContext,
  { member, version }: { member: string; version: string },
): Promise<Outcome> {
  const of = { taskForce: ctx.taskForce.id, member: member as MemberId, version };
  const said = await acknowledgementOf(ctx.tx, of.member, version);
  if (said?.state !== 'question') return answered(noteReply(rich`That is settled already. Thank you.`));
  await saveAcknowledgement(ctx.tx, of, { state: 'asked' });
  return changed({
    reply: noteReply(rich`Good. We may ask them for their promise again.`),
    changes: [{ action: 'answer question about promise', subject: version, detail: { member } }],
    effects: [refresh(questionKey(of.member))],
  });
}

/** `confidentiality`: the promise itself, and how the reader stands with it. */
export async function showPromise(ctx: ActorContext): Promise<Outcome> {
  const { promise, rows } = await standingOf(ctx);
  const said = await acknowledgementOf(ctx.tx, ctx.actor.member, promise.version);
  const done = holds(said, localDateOf(ctx.now, ctx.taskForce.zone));
  return answered(
    cardReply(
      pageCard(await asking(ctx, promise), {
        asked: isAsked(ctx.actor),
        until: done ? (said?.until ?? promise.lastsUntil) : null,
        mayEdit: grantOf('edit confidentiality', ctx.actor.roles) === 'yes',
        done: rows.filter((row) => row.holds).length,
        total: rows.length,
      }),
    ),
  );
}

/** `confidentiality status`: by name for the chairs; an executive's own agency; everyone else their own. */
export async function showStatus(ctx: ActorContext): Promise<Outcome> {
  if (ctx.grant === 'own') return showPromise(ctx);
  const { promise, rows } = await standingOf(ctx);
  const mine =
    ctx.grant === 'own agency'
      ? rows.filter(({ person }) => person.agencyName === ctx.actor.agencyName)
      : rows;
  return answered(
    cardReply(
      statusCard({
        promise,
        done: mine.filter((row) => row.holds).length,
        questions: mine
          .filter((row) => !row.holds && row.said?.state === 'question')
          .map((row) => row.person),
        waiting: mine.filter((row) => !row.holds && row.said?.state !== 'question').map((row) => row.person),
      }),
    ),
  );
}
