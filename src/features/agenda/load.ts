import type { Context } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { isMissed } from '../../schedule/missed.ts';
import type { Reader } from '../../kernel/access.ts';
import type { Cue } from '../../kernel/feature.ts';
import type { MeetingId, MemberId } from '../../kernel/ids.ts';
import {
  deadlines,
  lengthOf,
  upcoming,
  withDeadlines,
  type Deadlines,
  type Meeting,
} from '../meetings/index.ts';
import type { AgendaFacts } from './facts.ts';
import { publishCue } from './plan.ts';
import { facilitatorOf } from './facilitator.ts';
import { layout, type AgendaState } from './model.ts';
import {
  itemsOf,
  lockNextAgenda,
  lockWithAgenda,
  meetingWithAgenda,
  repeatedSteps,
  type Agenda,
} from './store.ts';

export interface Loaded {
  readonly meeting: Meeting;
  readonly agenda: Agenda;
  readonly state: AgendaState;
  readonly deadlines: Deadlines;
  /** Its time to go out has come. */
  readonly late: boolean;
  /** Those who may facilitate, in the order of their turns. */
  readonly rotation: readonly MemberId[];
  readonly begun: boolean;
  /** The meeting has ended: its agenda stays as it was. */
  readonly over: boolean;
}

/** A meeting with its agenda, or undefined: not here, or cancelled. */
export const loadAgenda = async (ctx: Context, id: string): Promise<Loaded | undefined> =>
  loadedFrom(ctx, await meetingWithAgenda(ctx.tx, id));

/** The same, locked: changes of one agenda happen one after the other. */
export const lockLoaded = async (ctx: Context, id: MeetingId): Promise<Loaded | undefined> =>
  loadedFrom(ctx, await lockWithAgenda(ctx.tx, ctx.taskForce.id, id));

/** The next meeting's, locked, if someone has touched its agenda. */
export const lockNextLoaded = async (ctx: Context): Promise<Loaded | undefined> =>
  loadedFrom(ctx, await lockNextAgenda(ctx.tx, ctx.now));

/** The same agenda after a change of its topics: only they are read again. */
export async function reloaded(ctx: Context, loaded: Loaded): Promise<Loaded> {
  return { ...loaded, state: { ...loaded.state, items: await itemsOf(ctx.tx, loaded.meeting.id) } };
}

async function loadedFrom(
  ctx: Context,
  found: Awaited<ReturnType<typeof meetingWithAgenda>>,
): Promise<Loaded | undefined> {
  if (!found || found.meeting.state === 'cancelled') return undefined;
  const { meeting, agenda, timeline } = found;
  const items = await itemsOf(ctx.tx, meeting.id);
  const calendar = { holidays: new Set(found.holidays) };
  const times = deadlines(meeting.startsAt, meeting.zone, timeline, calendar);
  // Start may come after topics closed: then nothing closed them, and they are closed all the same.
  const unclosed = agenda.phase === 'collecting' && times.topicsCloseAt < ctx.now;
  const phase = unclosed ? 'closed' : agenda.phase;
  const state = { startsAt: meeting.startsAt, length: lengthOf(meeting), phase, items } as const;
  const over = meeting.endsAt <= ctx.now || meeting.state !== 'scheduled';
  const late = times.publishAt <= ctx.now;
  const begun = meeting.startsAt <= ctx.now || over;
  const { rotation } = found;
  return { meeting, agenda, state, deadlines: times, late, rotation, begun, over };
}

/** The step that sends this agenda. */
export const sendingOf = ({ meeting, agenda, deadlines: times }: Loaded): Cue =>
  publishCue({ ...meeting, deadlines: times, outAgain: agenda.outAgain });

/** Nobody looks before its time. */
const wasLeftOut = async (tx: Tx, loaded: Loaded): Promise<boolean> =>
  loaded.late && isMissed(tx, sendingOf(loaded).key);

/** What the cards need, for one reader. */
export async function factsFor(ctx: Context, loaded: Loaded, reader: Reader): Promise<AgendaFacts> {
  const later = (await upcoming(ctx.tx, ctx.now)).find(
    (meeting) => meeting.startsAt > loaded.meeting.startsAt,
  );
  const { taskForce, publicUrl } = ctx;
  const { meeting, agenda } = loaded;
  return {
    taskForce,
    publicUrl,
    meeting,
    deadlines: loaded.deadlines,
    phase: loaded.state.phase,
    held: agenda.held,
    layout: layout(loaded.state, reader),
    lines: await ctx.others.agendaLines(meeting.id, reader),
    reader,
    facilitator: await facilitatorOf(ctx, loaded),
    acts: new Set(reader.person ? [reader.person.member] : []),
    nextAt: later?.startsAt,
    late: loaded.late,
    leftOut: loaded.state.phase !== 'published' && (await wasLeftOut(ctx.tx, loaded)),
    begun: loaded.begun,
    over: loaded.over,
  };
}

/** The meetings to plan, each with its deadlines. */
export async function plannedMeetings(ctx: Context, meetings: readonly Meeting[]) {
  const repeated = await repeatedSteps(ctx.tx);
  return (await withDeadlines(ctx.tx, meetings)).map(({ meeting, deadlines: times }) => ({
    id: meeting.id,
    startsAt: meeting.startsAt,
    endsAt: meeting.endsAt,
    deadlines: times,
    reopened: repeated.get(meeting.id)?.reopened ?? 0,
    outAgain: repeated.get(meeting.id)?.outAgain ?? 0,
  }));
}
