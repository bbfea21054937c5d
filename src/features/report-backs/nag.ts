import type { Context } from '../../db/context.ts';
import type { AskState } from '../../asks/table.ts';
import type { DueCue } from '../../kernel/intent.ts';
import { answered, ask, changed, none, type Outcome } from '../../kernel/outcome.ts';
import { reportKey } from '../subcommittees/index.ts';
import { loadReports, owedFor } from './load.ts';
import { notesOf } from './plan.ts';
import { askedFor, isAsked } from './store.ts';
import { askId } from './views.ts';

/** Before a topic, behind nothing: a report is what the group waits for. */
export const WEIGHT = 5;

/** What ended without an answer may be asked again: a date that moved back, a note that a pause left out. */
export const hasAnswered = ({ state }: { readonly state: AskState }): boolean =>
  state === 'done' || state === 'declined';

/** Asks for a report, if nobody has filed it meanwhile. Who asked to be asked later is asked then. */
export async function nag(ctx: Context, cue: DueCue): Promise<Outcome> {
  const [task = '', meeting = '', step = '', recipient = ''] = cue.key.slice(cue.kind.length + 1).split(':');
  const state = await loadReports(ctx);
  const owed = owedFor(state, task, meeting);
  const note =
    owed && notesOf(state, owed).find((each) => each.step === step && each.recipient === recipient);
  if (!owed || !note) return answered(none);
  const key = reportKey(task, meeting);
  // Nobody steps in for someone who was never asked: Convener started after their notes, or the task is new.
  if (note.help && !(await isAsked(ctx.tx, key))) return answered(none);
  const asked = await askedFor(ctx.tx, key, note.recipient);
  if (asked && (hasAnswered(asked) || (asked.state === 'open' && asked.fromAt > note.from)))
    return answered(none);
  const which = note.help ? 'help' : String(asked && asked.told > 0 ? asked.step + 1 : 1);
  return changed({
    reply: none,
    changes: [
      { action: 'ask for report', subject: task, detail: { meeting, member: note.recipient, which } },
    ],
    effects: [
      ask({
        key,
        member: note.recipient,
        view: { name: 'report-backs.ask', id: askId(task, meeting, which) },
        from: note.from,
        until: owed.startsAt,
        weight: WEIGHT,
      }),
    ],
  });
}
