import type { ActorContext } from '../../db/context.ts';
import { formButton, press, type Button } from '../../kernel/card.ts';
import { answered, cardReply, noteReply, refused, type Outcome } from '../../kernel/outcome.ts';
import { rich, typed } from '../../kernel/rich.ts';
import type { Person } from '../../kernel/access.ts';
import type { TaskForceState } from '../../kernel/task-force.ts';
import { findMember } from '../roster/index.ts';
import { troubleFor } from '../setup/index.ts';
import { shortCard, wholeCard, type Preview } from './cards.ts';
import { linesFor, untilOf } from './load.ts';

/** Of one person, or of everyone where `whose` is left out. */
async function previewOf(ctx: ActorContext, whose: Person | undefined): Promise<Preview> {
  const { actor, now, taskForce, publicUrl } = ctx;
  return {
    taskForce,
    lines: await linesFor(ctx, whose?.member),
    until: untilOf(now),
    whose: whose && { name: whose.name, own: whose.member === actor.member },
    trouble: await troubleFor(ctx, whose),
    publicUrl,
  };
}

/** Chairs see all, anyone else what comes to them. */
const ownOnly = ({ grant, actor }: ActorContext): Person | undefined => (grant === 'yes' ? undefined : actor);

const START: Button = press('Start now', 'setup.start', {}, 'main');

// Pausing is a feature above this one: its buttons are known here by name alone.
const SWITCH: Readonly<Record<TaskForceState, Button>> = {
  setup: START,
  running: press('Pause Convener', 'pause.pause', {}, 'quiet'),
  paused: formButton('Let it go on', 'pause.resume', {}, 'main'),
};

/** What a chair may do about all of it. */
const switches = ({ taskForce, grant }: ActorContext): readonly Button[] =>
  grant === 'yes' ? [SWITCH[taskForce.state]] : [];

/** `preview`: the sums, and what comes next. */
export async function showPreview(ctx: ActorContext): Promise<Outcome> {
  return answered(cardReply(shortCard(await previewOf(ctx, ownOnly(ctx)), switches(ctx))));
}

/** `preview list`: everything; chairs may ask for one person's. */
export async function showWhole(
  ctx: ActorContext,
  { whose }: { whose?: string | undefined },
): Promise<Outcome> {
  const own = ownOnly(ctx);
  const asked = whose === undefined ? own : await findMember(ctx.tx, whose);
  if (whose !== undefined && (!asked || (own && asked.member !== own.member)))
    return answered(
      refused(
        'unknown',
        own
          ? rich`You see what comes to you: type ${typed('preview list')}.`
          : rich`I do not find that person on the roster. Use their whole name or their id; ${typed('roster')} lists them.`,
      ),
    );
  return answered(cardReply(wholeCard(await previewOf(ctx, asked), switches(ctx))));
}

/** `start` shows first what would go out, and waits for one more press (product rule 13). */
export async function showStart(ctx: ActorContext): Promise<Outcome> {
  switch (ctx.taskForce.state) {
    case 'setup':
      return answered(cardReply(shortCard(await previewOf(ctx, undefined), [START])));
    case 'paused':
      return answered(noteReply(rich`Convener is paused. ${typed('resume')} lets it go on.`));
    case 'running':
      return answered(
        noteReply(rich`Convener is running already. ${typed('agenda')} shows what comes next.`),
      );
    default:
      return ctx.taskForce.state satisfies never;
  }
}
