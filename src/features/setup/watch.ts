import type { Context } from '../../db/context.ts';
import type { Cue } from '../../kernel/feature.ts';
import type { DueCue } from '../../kernel/intent.ts';
import { answered, changed, none, type Outcome } from '../../kernel/outcome.ts';
import { recordMissed } from '../../schedule/missed.ts';
import { unsentAgenda } from '../agenda/index.ts';
import type { Meeting } from '../meetings/index.ts';
import { tellTrouble } from './trouble.ts';

const DAYS_TO_LOOK = 60;

/** At the start of each meeting: did its agenda go out? Pure. */
export function planWatch(meetings: readonly Meeting[]): readonly Cue[] {
  return meetings.map(({ id, startsAt, endsAt }) => ({
    key: `setup.watch:${id}`,
    kind: 'setup.watch',
    subject: id,
    dueAt: startsAt,
    until: new Date(endsAt.getTime() + DAYS_TO_LOOK * 86_400_000),
    what: 'The meeting begins',
  }));
}

/** An agenda that no one sent before its meeting is missed like anything else: recorded, with the reason, and shown. */
export async function watchAgenda(ctx: Context, cue: DueCue): Promise<Outcome> {
  const unsent = await unsentAgenda(ctx, cue.subject);
  const recorded =
    unsent && (await recordMissed(ctx.tx, { taskForce: ctx.taskForce.id, now: ctx.now, ...unsent }));
  if (!recorded) return answered(none);
  const told = await tellTrouble(ctx);
  return changed({ ...told, changes: [{ action: 'miss agenda', subject: cue.subject }, ...told.changes] });
}
