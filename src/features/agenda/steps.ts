import { CHANNELS, recordUnasked } from '../../asks/unasked.ts';
import type { Context } from '../../db/context.ts';
import { isChair } from '../../kernel/access.ts';
import type { DueCue } from '../../kernel/intent.ts';
import {
  answered,
  changed,
  none,
  show,
  toChannels,
  toEveryone,
  toMember,
  type Change,
  type Effect,
  type Outcome,
  type ViewRef,
} from '../../kernel/outcome.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { people } from '../roster/index.ts';
import { isStopped } from './guarded.ts';
import { loadAgenda, lockLoaded, type Loaded } from './load.ts';
import { counted } from './model.ts';
import { setAgenda, updateItem } from './store.ts';
import { touch } from './touch.ts';

/** The agenda of a meeting still to come, locked; undefined when it was cancelled or is gone: then nothing is due. */
export async function lockedAgenda(ctx: Context, id: string): Promise<Loaded | undefined> {
  const loaded = await loadAgenda(ctx, id);
  if (!loaded) return undefined;
  return lockLoaded(ctx, loaded.meeting.id);
}

const nothing = answered(none);

export async function callForTopics(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await lockedAgenda(ctx, cue.subject);
  if (loaded?.agenda.phase !== 'collecting') return nothing;
  const { id } = loaded.meeting;
  const { taskForce, now } = ctx;
  const day = localDateOf(now, taskForce.zone);
  const key = `call:${id}`;
  await recordUnasked(ctx.tx, { taskForce: taskForce.id, recipient: CHANNELS, day, key, at: now });
  return changed({
    reply: none,
    changes: [{ action: 'call for topics', subject: id }],
    effects: [show(key, toChannels, { name: 'agenda.call', id })],
  });
}

/** A clean proposal is accepted when topics close (product rule 12); a guest's suggestion waits for a chair. */
export async function closeTopics(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await lockedAgenda(ctx, cue.subject);
  if (loaded?.agenda.phase !== 'collecting') return nothing;
  const { id } = loaded.meeting;
  const accepted = await acceptProposed(ctx, loaded, 'topics closed');
  await setAgenda(ctx.tx, loaded.meeting.id, { phase: 'closed' });
  return changed({
    reply: none,
    changes: [{ action: 'close topics', subject: id }, ...accepted],
    effects: await touch(ctx, id),
  });
}

export async function toChairs(ctx: Context, key: string, view: ViewRef): Promise<readonly Effect[]> {
  const chairs = (await people(ctx.tx)).filter((person) => isChair(person.roles));
  return chairs.map((chair) => show(key, toMember(chair.member), view));
}

export async function draftToChairs(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await lockedAgenda(ctx, cue.subject);
  if (!loaded || loaded.agenda.phase === 'published' || loaded.agenda.phase === 'draft') return nothing;
  const { id } = loaded.meeting;
  await setAgenda(ctx.tx, id, { phase: 'draft' });
  const effects = await toChairs(ctx, `draft:${id}`, { name: 'agenda.draft', id });
  return changed({
    reply: none,
    changes: [{ action: 'draft agenda', subject: id }],
    effects: [...effects, ...(await touch(ctx, id))],
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

export async function goOut(
  ctx: Context,
  loaded: Loaded,
): Promise<{ changes: readonly Change[]; effects: readonly Effect[] }> {
  const { id } = loaded.meeting;
  const accepted = await acceptProposed(ctx, loaded, 'published');
  const stopped = await recheck(ctx, loaded);
  await setAgenda(ctx.tx, id, { phase: 'published', held: false, publishedAt: ctx.now });
  return {
    changes: [...accepted, ...stopped, { action: 'publish agenda', subject: id }],
    effects: [show(`agenda:${id}`, toEveryone, { name: 'agenda.post', id }), ...(await touch(ctx, id))],
  };
}

export async function publishWhenDue(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await lockedAgenda(ctx, cue.subject);
  if (!loaded || loaded.agenda.phase === 'published') return nothing;
  if (loaded.agenda.held) return keptBack(ctx, loaded);
  return changed({ reply: none, ...(await goOut(ctx, loaded)) });
}

/** On hold at its time: nothing goes out, and every chair is told what they can do. */
async function keptBack(ctx: Context, { meeting: { id } }: Loaded): Promise<Outcome> {
  const told = await toChairs(ctx, `held:${id}`, { name: 'agenda.held', id });
  return changed({
    reply: none,
    changes: [{ action: 'keep agenda on hold', subject: id }],
    effects: [...told, ...(await touch(ctx, id))],
  });
}

/** From here on nobody is asked whether they come, and the agenda no longer goes out: its messages drop those buttons. */
export async function meetingBegins(ctx: Context, cue: DueCue): Promise<Outcome> {
  return changed({ reply: none, changes: [], effects: await touch(ctx, cue.subject) });
}
