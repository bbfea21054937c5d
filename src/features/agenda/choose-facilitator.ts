import type { ActorContext } from '../../db/context.ts';
import { answered, changed, noteReply, refused, type Outcome } from '../../kernel/outcome.ts';
import { rich, time, typed } from '../../kernel/rich.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { noMeeting, updateMeeting } from '../meetings/index.ts';
import { findMember, presentOn } from '../roster/index.ts';
import { currentAgenda, noSuchMeeting, overNow } from './show.ts';
import { touch } from './touch.ts';

interface Named {
  readonly member: string;
  readonly meeting?: string | undefined;
}

/** `agenda facilitator NAME`: for this one meeting; the rotation goes on from there. */
export async function chooseFacilitator(
  ctx: ActorContext,
  { member: said, meeting: id }: Named,
): Promise<Outcome> {
  const loaded = await currentAgenda(ctx, id);
  if (!loaded) return answered(id === undefined ? noMeeting(ctx.actor.roles) : noSuchMeeting);
  if (loaded.over) return answered(overNow);
  const { meeting } = loaded;
  const person = await findMember(ctx.tx, said);
  if (!person?.segments.includes('members'))
    return answered(
      refused(
        'unknown',
        rich`Nobody with that name can facilitate, or more than one can. Please write the whole name; ${typed('roster')} lists them.`,
      ),
    );
  const here = await presentOn(ctx.tx, [person.member], localDateOf(meeting.startsAt, meeting.zone));
  if (!here.has(person.member))
    return answered(refused('not-now', rich`${person.name} is away on ${time(meeting.startsAt, 'date')}.`));
  await updateMeeting(ctx.tx, meeting.id, { facilitator: person.member });
  return changed({
    reply: noteReply(rich`Saved. ${person.name} facilitates on ${time(meeting.startsAt, 'date')}.`),
    changes: [{ action: 'choose facilitator', subject: meeting.id, detail: { facilitator: person.member } }],
    effects: await touch(ctx, meeting.id),
  });
}
