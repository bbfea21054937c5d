import { answered, refused, type Outcome, type Reply } from '../../kernel/outcome.ts';
import { rich, typed } from '../../kernel/rich.ts';
import type { Meeting } from './model.ts';

const no = (reply: Reply) => ({ no: answered(reply) });

/** The meeting, if it can still be changed, or why not. */
export function ifChangeable(
  meeting: Meeting | undefined,
  now: Date,
): { readonly meeting: Meeting } | { readonly no: Outcome } {
  if (!meeting)
    return no(refused('unknown', rich`That meeting is not here. ${typed('meeting')} shows which there are.`));
  if (meeting.state === 'cancelled')
    return no(
      refused('not-now', rich`That meeting is cancelled already. ${typed('meeting')} shows the next.`),
    );
  if (meeting.state !== 'scheduled' || meeting.endsAt <= now)
    return no(refused('not-now', rich`That meeting is over. ${typed('meeting')} shows the next.`));
  return meeting.startsAt <= now
    ? no(refused('not-now', rich`That meeting has begun. It can no longer be moved or cancelled.`))
    : { meeting };
}
