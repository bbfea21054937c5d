import type { Context } from '../../db/context.ts';
import type { Cue } from '../../kernel/feature.ts';
import { isBeforeStart } from './facts.ts';
import { loadAgenda, sendingOf, type Loaded } from './load.ts';

function whyNot({ taskForce }: Context, { agenda, deadlines }: Loaded): string {
  if (agenda.held) return 'it was on hold until the meeting began';
  return isBeforeStart({ taskForce, deadlines })
    ? 'its time was before Start, and nobody sent it'
    : 'it had not gone out when the meeting began';
}

/** The sending of an agenda that had not gone out when its meeting began, and why not; undefined when it had. */
export async function unsentAgenda(
  ctx: Context,
  meeting: string,
): Promise<{ readonly cue: Cue; readonly reason: string } | undefined> {
  const loaded = await loadAgenda(ctx, meeting);
  if (!loaded || loaded.agenda.phase === 'published') return undefined;
  return { cue: sendingOf(loaded), reason: whyNot(ctx, loaded) };
}
