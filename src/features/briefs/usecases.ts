import { toldNow, whyUntold } from '../../asks/brief.ts';
import { briefKey } from '../../asks/keep.ts';
import { dateOf } from '../../asks/permitted.ts';
import { recordUnasked } from '../../asks/unasked.ts';
import type { ActorContext, Context } from '../../db/context.ts';
import { readerOf } from '../../kernel/access.ts';
import type { MemberId } from '../../kernel/ids.ts';
import type { DueCue } from '../../kernel/intent.ts';
import {
  answered,
  changed,
  none,
  noteReply,
  refresh,
  refused,
  settle,
  show,
  toMember,
  type Effect,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich } from '../../kernel/rich.ts';
import { recordMissed } from '../../schedule/missed.ts';
import { personById } from '../roster/index.ts';
import { tellTrouble } from '../setup/index.ts';
import { askablePerson } from './load.ts';
import { briefId, briefOfId, isUntold, windowed, type Asked } from './model.ts';
import { askOf, asksOf, isUnseen, lockAsksOf, markTold } from './store.ts';

/** Nothing was told: the plan looks for the next moment, under the next number. */
const later = (effects: readonly Effect[] = []): Outcome =>
  changed({ reply: none, changes: [], effects, replan: true });

/** Tells a person all that is asked of them and was not told yet. Whoever is late looks again whether this is a moment for it. */
export async function tellBrief(ctx: Context, cue: DueCue): Promise<Outcome> {
  const { tx, now, taskForce } = ctx;
  const member = cue.subject as MemberId;
  const brief = briefOfId(cue.key.slice(cue.kind.length + 1))?.brief;
  const person = await askablePerson(ctx, member);
  if (!person || brief === undefined) return answered(none);
  const untold = (await lockAsksOf(tx, member)).filter(isUntold).map(windowed);
  const { shown, gone } = await shownTo(
    ctx,
    member,
    toldNow(person, untold, now).map(({ ask }) => ask),
  );
  const ended = gone.map(({ key }) => settle(key, 'ended', member));
  if (shown.length === 0) return later(ended);
  const key = briefKey(member, brief);
  const day = dateOf(now, person.calendar);
  const first = await recordUnasked(tx, { taskForce: taskForce.id, recipient: member, day, key, at: now });
  if (!first) return later(ended);
  await markTold(
    tx,
    member,
    brief,
    shown.map((ask) => ask.key),
  );
  const before = new Set(shown.flatMap((ask) => ask.brief ?? []));
  return changed({
    reply: none,
    changes: [{ action: 'brief', subject: member, detail: { brief, asks: shown.length } }],
    effects: [
      ...ended,
      // What is asked again stands in the new brief alone.
      ...[...before].map((each) => refresh(briefKey(member, each))),
      show(key, toMember(member), { name: 'briefs.brief', id: briefId(member, brief) }),
    ],
    replan: true,
  });
}

/** Which of these there is something to show of; what it was about may be gone meanwhile. */
async function shownTo(ctx: Context, member: MemberId, rows: readonly Asked[]) {
  const person = rows.length > 0 ? await personById(ctx.tx, member) : undefined;
  const shown: Asked[] = [];
  const gone: Asked[] = [];
  for (const ask of rows) {
    const card = person && (await ctx.others.view(ask.view, readerOf(person)));
    (card ? shown : gone).push(ask);
  }
  return { shown, gone };
}

const WHY = {
  budget: 'they had all the notes a person gets in that time',
  late: 'it could not be sent in time',
};

/** Asking stops. What never reached the person is missed, unless they were away: then nobody need know. */
export async function endAsks(ctx: Context, cue: DueCue): Promise<Outcome> {
  const member = cue.subject as MemberId;
  const over = (await asksOf(ctx.tx, member)).filter(({ untilAt }) => untilAt <= ctx.now);
  if (over.length === 0) return answered(none);
  let missed = false;
  for (const ask of over) missed = (await missUnseen(ctx, ask)) || missed;
  const trouble = missed ? await tellTrouble(ctx) : answered(none);
  return changed({
    reply: none,
    changes: [
      ...over.map(({ key }) => ({ action: 'stop asking', subject: key, detail: { member } })),
      ...trouble.changes,
    ],
    effects: [...over.map(({ key }) => settle(key, 'ended', member)), ...trouble.effects],
  });
}

/** By what an ask's key begins with: our own words, for the list of what was not sent. */
const ABOUT: Readonly<Record<string, string>> = {
  attendance: 'A note about a poll',
  'last-call': 'A last call for topics',
  poll: 'A note about a poll',
  promise: 'A note about our promise',
  report: 'A note about a report',
  stuck: 'A note about a task',
};

const whatOf = (key: string): string => ABOUT[key.split(':')[0] ?? ''] ?? 'A question';

/** A note that still waits to be sent came too late as well: while Convener or the platform was off. */
async function whyMissed(ctx: Context, ask: Asked): Promise<ReturnType<typeof whyUntold> | undefined> {
  if (isUntold(ask)) {
    const person = await askablePerson(ctx, ask.member);
    return person && whyUntold(person, windowed(ask));
  }
  const unseen = ask.brief !== null && (await isUnseen(ctx.tx, briefKey(ask.member, ask.brief)));
  return unseen ? 'late' : undefined;
}

async function missUnseen(ctx: Context, ask: Asked): Promise<boolean> {
  const why = await whyMissed(ctx, ask);
  if (!why || why === 'away') return false;
  const cue = {
    key: `briefs.ask:${ask.member}:${ask.key}:${ask.step}`,
    kind: 'briefs.ask',
    subject: ask.member,
    dueAt: ask.fromAt,
    until: ask.untilAt,
    what: whatOf(ask.key),
  };
  return recordMissed(ctx.tx, { taskForce: ctx.taskForce.id, cue, reason: WHY[why], now: ctx.now });
}

/** "Not this time" ends the asking (product rule 8). */
export async function notNow(ctx: ActorContext, { key }: { key: string }): Promise<Outcome> {
  const { member } = ctx.actor;
  const ask = await askOf(ctx.tx, key, member);
  if (!ask) return answered(refused('unknown', rich`That is not asked of you. There is nothing to do.`));
  if (ask.state !== 'open')
    return answered(noteReply(rich`That is settled already. There is nothing to do.`));
  return changed({
    reply: noteReply(rich`Good. We do not ask you for this again.`),
    changes: [{ action: 'not this time', subject: key }],
    effects: [settle(key, 'declined', member)],
  });
}
