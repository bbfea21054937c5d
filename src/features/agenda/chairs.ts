import type { ActorContext } from '../../db/context.ts';
import { readerOf } from '../../kernel/access.ts';
import {
  answered,
  cardReply,
  changed,
  noteReply,
  refused,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { rich, time, type Rich, typed } from '../../kernel/rich.ts';
import { noMeeting, offText } from '../meetings/index.ts';
import { people } from '../roster/index.ts';
import { sendCard } from './draft-card.ts';
import { outText } from './facts.ts';
import { factsFor, type Loaded } from './load.ts';
import { currentAgenda, noSuchMeeting, overNow } from './show.ts';
import { goOut, lockedAgenda } from './steps.ts';
import { setAgenda } from './store.ts';
import { touch } from './touch.ts';

interface ForMeeting {
  readonly meeting?: string | undefined;
}

type Step = (loaded: Loaded) => Promise<Outcome>;

const begunNow: Reply = refused(
  'not-now',
  rich`The meeting has begun, so its agenda no longer goes out. ${typed('agenda')} still shows it to everyone.`,
);

/** A step with an agenda that is not out yet, for as long as that helps. */
async function onDraft(
  ctx: ActorContext,
  { meeting }: ForMeeting,
  step: Step,
  lock = true,
): Promise<Outcome> {
  const found = await currentAgenda(ctx, meeting);
  if (!found) return answered(meeting === undefined ? noMeeting(ctx.actor.roles) : noSuchMeeting);
  const loaded = lock ? (await lockedAgenda(ctx, found.meeting.id))! : found;
  if (loaded.over) return answered(overNow);
  if (loaded.agenda.phase === 'published')
    return answered(
      noteReply(
        rich`The agenda for ${time(loaded.meeting.startsAt, 'date')} is out already. You can still correct it.`,
      ),
    );
  return loaded.begun ? answered(begunNow) : step(loaded);
}

/** When it goes out now, or why not. */
async function outNow(ctx: ActorContext, loaded: Loaded, held: boolean): Promise<Rich> {
  return outText({ ...(await factsFor(ctx, loaded, readerOf(ctx.actor))), held });
}

export const holdAgenda = (ctx: ActorContext, target: ForMeeting): Promise<Outcome> =>
  onDraft(ctx, target, async ({ meeting }) => {
    await setAgenda(ctx.tx, meeting.id, { held: true });
    return changed({
      reply: noteReply(
        rich`On hold. The agenda for ${time(meeting.startsAt, 'date')} does not go out until you let it.`,
      ),
      changes: [{ action: 'hold agenda', subject: meeting.id }],
      effects: await touch(ctx, meeting.id),
    });
  });

export const releaseAgenda = (ctx: ActorContext, target: ForMeeting): Promise<Outcome> =>
  onDraft(ctx, target, async (loaded) => {
    const { meeting, agenda } = loaded;
    if (!agenda.held)
      return answered(noteReply(rich`It is not on hold. ${await outNow(ctx, loaded, false)}`));
    if (loaded.late) return publish(ctx, loaded);
    await setAgenda(ctx.tx, meeting.id, { held: false });
    return changed({
      reply: noteReply(rich`Let go. ${await outNow(ctx, loaded, false)}`),
      changes: [{ action: 'release agenda', subject: meeting.id }],
      effects: await touch(ctx, meeting.id),
    });
  });

async function publish(ctx: ActorContext, loaded: Loaded): Promise<Outcome> {
  const off = offText(ctx.taskForce, ctx.actor.roles);
  if (off) return answered(refused('not-now', off));
  const { changes, effects } = await goOut(ctx, loaded);
  return changed({
    reply: noteReply(rich`The agenda for ${time(loaded.meeting.startsAt, 'date')} is on its way.`),
    changes,
    effects,
  });
}

export const publishNow = (ctx: ActorContext, target: ForMeeting): Promise<Outcome> =>
  onDraft(ctx, target, (loaded) => publish(ctx, loaded));

/** "Publish now" is one press from everyone's screen: first it says what happens, and to whom. */
export const askToPublish = (ctx: ActorContext, target: ForMeeting): Promise<Outcome> =>
  onDraft(
    ctx,
    target,
    async (loaded) => {
      const off = offText(ctx.taskForce, ctx.actor.roles);
      if (off) return answered(refused('not-now', off));
      const facts = await factsFor(ctx, loaded, readerOf(ctx.actor));
      return answered(cardReply(sendCard(facts, (await people(ctx.tx)).length)));
    },
    false,
  );

/** "Looks good": nothing to do, and a word on what happens next. */
export const looksGood = (ctx: ActorContext, target: ForMeeting): Promise<Outcome> =>
  onDraft(ctx, target, async (loaded) =>
    changed({
      reply: noteReply(rich`Thank you. ${await outNow(ctx, loaded, loaded.agenda.held)}`),
      changes: [{ action: 'approve draft', subject: loaded.meeting.id }],
    }),
  );
