import type { ActorContext } from '../../db/context.ts';
import type { Field } from '../../kernel/card.ts';
import type { MemberId } from '../../kernel/ids.ts';
import type { FieldErrors } from '../../kernel/outcome.ts';
import { findMember, people, personOptions } from '../roster/index.ts';
import { mayHave } from './load.ts';

/** Who leads a subcommittee, as typed: a name, an id, or nothing. */
export interface SaidLeaders {
  readonly lead?: string | undefined;
  readonly viceLead?: string | undefined;
}

export interface Leaders {
  readonly lead: MemberId | null;
  readonly viceLead: MemberId | null;
}

/** Both may be left open. */
export async function leaderFields({ tx }: ActorContext): Promise<readonly Field[]> {
  const options = personOptions((await people(tx)).filter(mayHave));
  return [
    { kind: 'choice', name: 'lead', label: 'Lead', options },
    { kind: 'choice', name: 'viceLead', label: 'Vice-lead', options },
  ];
}

/** Who is meant, null for nobody, undefined for someone who is not there or cannot lead. */
async function leader(ctx: ActorContext, said: string | undefined): Promise<MemberId | null | undefined> {
  if (said === undefined || said.trim() === '') return null;
  const person = await findMember(ctx.tx, said);
  return person && mayHave(person) ? person.member : undefined;
}

const WHO = 'Please name someone of the roster who can have tasks.';

/** The two of them, or what is wrong with whom. */
export async function leadersOf(
  ctx: ActorContext,
  said: SaidLeaders,
): Promise<Leaders | { readonly errors: FieldErrors }> {
  const lead = await leader(ctx, said.lead);
  const viceLead = await leader(ctx, said.viceLead);
  if (lead === undefined) return { errors: { lead: WHO } };
  if (viceLead === undefined) return { errors: { viceLead: WHO } };
  if (lead !== null && lead === viceLead)
    return { errors: { viceLead: 'Please name someone else than the lead, or nobody.' } };
  return { lead, viceLead };
}
