import type { ActorContext, Context } from '../../db/context.ts';
import { isChair } from '../../kernel/access.ts';
import type { DueCue } from '../../kernel/intent.ts';
import {
  answered,
  changed,
  none,
  noteReply,
  refused,
  show,
  toChannels,
  toEveryone,
  toMember,
  type Change,
  type Effect,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { rich, time } from '../../kernel/rich.ts';
import { people } from '../roster/index.ts';
import { isStopped } from './guarded.ts';
import { loadAgenda, lockLoaded, type Loaded } from './load.ts';
import { counted } from './model.ts';
import { currentAgenda, noMeeting, noSuchMeeting, overNow } from './show.ts';
import { setAgenda, updateItem } from './store.ts';
import { touch } from './touch.ts';

/** The agenda of a meeting still to come, locked; undefined when it was cancelled or is gone: then nothing is due. */
async function due(ctx: Context, id: string): Promise<Loaded | undefined> {
  const loaded = await loadAgenda(ctx, id);
  if (!loaded) return undefined;
  return lockLoaded(ctx, loaded.meeting.id);
}

const nothing = answered(none);

export async function callForTopics(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await due(ctx, cue.subject);
  if (loaded?.agenda.phase !== 'collecting') return nothing;
  const { id } = loaded.meeting;
  return changed({
    reply: none,
    changes: [{ action: 'call for topics', subject: id }],
    effects: [show(`call:${id}`, toChannels, { name: 'agenda.call', id })],
  });
}

/** A clean proposal is accepted when topics close (product rule 12); a guest's suggestion waits for a chair. */
export async function closeTopics(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await due(ctx, cue.subject);
  if (loaded?.agenda.phase !== 'collecting') return nothing;
  const { id } = loaded.meeting;
  const accepted = await acceptProposed(ctx, loaded, 'topics closed');
  await setAgenda(ctx.tx, loaded.meeting.id, { phase: 'closed' });
  return changed({
    reply: none,
    changes: [{ action: 'close topics', subject: id }, ...accepted],
    effects: touch(id),
  });
}

export async function draftToChairs(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await due(ctx, cue.subject);
  if (!loaded || loaded.agenda.phase === 'published' || loaded.agenda.phase === 'draft') return nothing;
  const { id } = loaded.meeting;
  await setAgenda(ctx.tx, id, { phase: 'draft' });
  const chairs = (await people(ctx.tx)).filter((person) => isChair(person.roles));
  const effects = chairs.map((chair) =>
    show(`draft:${id}`, toMember(chair.member), { name: 'agenda.draft', id }),
  );
  return changed({
    reply: none,
    changes: [{ action: 'draft agenda', subject: id }],
    effects: [...effects, ...touch(id)],
  });
}

/** The guard reads again at publish: its rules may have changed. What it stops now waits for a chair. */
async function recheck(ctx: Context, loaded: Loaded): Promise<readonly Change[]> {
  const stopped = counted(loaded.state.items).filter((item) => item.kind !== 'case' && isStopped(item));
  for (const item of stopped) await updateItem(ctx.tx, item.id, { state: 'suggested' });
  return stopped.map((item) => ({
    action: 'stop item',
    subject: item.id,
    detail: { because: 'guard at publish' },
  }));
}

/** What was proposed and nobody spoke against is accepted. */
async function acceptProposed(ctx: Context, loaded: Loaded, because: string): Promise<readonly Change[]> {
  const proposed = loaded.state.items.filter((item) => item.state === 'proposed');
  for (const item of proposed) await updateItem(ctx.tx, item.id, { state: 'accepted' });
  const detail = { meeting: loaded.meeting.id, because };
  return proposed.map((item) => ({ action: 'accept item', subject: item.id, detail }));
}

async function goOut(
  ctx: Context,
  loaded: Loaded,
): Promise<{ changes: readonly Change[]; effects: readonly Effect[] }> {
  const { id } = loaded.meeting;
  const accepted = await acceptProposed(ctx, loaded, 'published');
  const stopped = await recheck(ctx, loaded);
  await setAgenda(ctx.tx, id, { phase: 'published', held: false, publishedAt: ctx.now });
  return {
    changes: [...accepted, ...stopped, { action: 'publish agenda', subject: id }],
    effects: [show(`agenda:${id}`, toEveryone, { name: 'agenda.post', id }), ...touch(id)],
  };
}

export async function publishWhenDue(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await due(ctx, cue.subject);
  if (!loaded || loaded.agenda.phase === 'published') return nothing;
  if (loaded.agenda.held)
    return changed({ reply: none, changes: [{ action: 'keep agenda on hold', subject: loaded.meeting.id }] });
  return changed({ reply: none, ...(await goOut(ctx, loaded)) });
}

interface ForMeeting {
  readonly meeting?: string | undefined;
}

type Step = (loaded: Loaded) => Promise<Outcome>;

async function onDraft(ctx: ActorContext, { meeting }: ForMeeting, step: Step): Promise<Outcome> {
  const found = await currentAgenda(ctx, meeting);
  if (!found) return answered(meeting === undefined ? noMeeting : noSuchMeeting);
  const loaded = (await due(ctx, found.meeting.id))!;
  if (loaded.over) return answered(overNow);
  if (loaded.agenda.phase === 'published')
    return answered(
      noteReply(
        rich`The agenda for ${time(loaded.meeting.startsAt, 'date')} is out already. You can still correct it.`,
      ),
    );
  return step(loaded);
}

export const holdAgenda = (ctx: ActorContext, target: ForMeeting): Promise<Outcome> =>
  onDraft(ctx, target, async ({ meeting }) => {
    await setAgenda(ctx.tx, meeting.id, { held: true });
    return changed({
      reply: noteReply(
        rich`On hold. The agenda for ${time(meeting.startsAt, 'date')} does not go out until you let it.`,
      ),
      changes: [{ action: 'hold agenda', subject: meeting.id }],
      effects: touch(meeting.id),
    });
  });

export const releaseAgenda = (ctx: ActorContext, target: ForMeeting): Promise<Outcome> =>
  onDraft(ctx, target, async (loaded) => {
    const { meeting, deadlines } = loaded;
    if (!loaded.agenda.held)
      return answered(noteReply(rich`It is not on hold. It goes out ${time(deadlines.publishAt)}.`));
    if (deadlines.publishAt <= ctx.now) return publish(ctx, loaded);
    await setAgenda(ctx.tx, meeting.id, { held: false });
    return changed({
      reply: noteReply(rich`Let go. It goes out ${time(deadlines.publishAt)}.`),
      changes: [{ action: 'release agenda', subject: meeting.id }],
      effects: touch(meeting.id),
    });
  });

async function publish(ctx: ActorContext, loaded: Loaded): Promise<Outcome> {
  if (ctx.taskForce.state !== 'running') return answered(notRunning);
  const { changes, effects } = await goOut(ctx, loaded);
  return changed({
    reply: noteReply(rich`The agenda for ${time(loaded.meeting.startsAt, 'date')} is on its way.`),
    changes,
    effects,
  });
}

const notRunning: Reply = refused(
  'not-now',
  rich`Nothing goes out yet: Convener is not running for this task force. "start" starts it.`,
);

export const publishNow = (ctx: ActorContext, target: ForMeeting): Promise<Outcome> =>
  onDraft(ctx, target, (loaded) => publish(ctx, loaded));

/** "Looks good": nothing to do, and a word on what happens next. */
export const looksGood = (ctx: ActorContext, target: ForMeeting): Promise<Outcome> =>
  onDraft(ctx, target, async ({ deadlines, meeting }) =>
    changed({
      reply: noteReply(rich`Thank you. It goes out ${time(deadlines.publishAt)}.`),
      changes: [{ action: 'approve draft', subject: meeting.id }],
    }),
  );
