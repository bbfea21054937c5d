import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { typedIn, type Form, type FormValues } from '../../kernel/card.ts';
import {
  answered,
  changed,
  formReply,
  noteReply,
  refused,
  refusedFor,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { mention, plain, rich, sentences, typed, type Rich } from '../../kernel/rich.ts';
import { subcommittees } from '../roster/index.ts';
import { leaderFields, leadersOf, type Leaders, type SaidLeaders } from './leaders.ts';
import type { Subcommittee } from './model.ts';
import { allSubcommittees } from './store.ts';

/** The subcommittee it is about; left open where the form asks which. */
export const leadContext = z.object({ subcommittee: z.string().max(64).optional() });
type LeadContext = z.output<typeof leadContext>;

const noSuch: Outcome = answered(
  refused('unknown', rich`That subcommittee is not here. ${typed('subcommittee')} lists them.`),
);

async function leadForm(
  ctx: ActorContext,
  { subcommittee }: LeadContext,
  values?: FormValues,
): Promise<Form | undefined> {
  const all = await allSubcommittees(ctx.tx);
  const one = all.find(({ id }) => id === subcommittee);
  if (subcommittee === undefined ? all.length === 0 : !one) return undefined;
  const which = {
    kind: 'choice',
    name: 'subcommittee',
    label: 'Subcommittee',
    options: all.map(({ id, name }) => ({ value: id, label: name })),
    required: true,
  } as const;
  return {
    form: 'subcommittees.lead',
    title: one ? one.name : 'Who leads it?',
    intro: rich`Reports that nobody filed are asked of the lead, then of the vice-lead. Both may stay open.`,
    fields: [...(one ? [] : [which]), ...(await leaderFields(ctx))],
    submit: 'Save',
    context: one ? { subcommittee: one.id } : {},
    values: values ?? { lead: one?.lead ?? '', viceLead: one?.viceLead ?? '' },
  };
}

export async function openLead(ctx: ActorContext, context: LeadContext): Promise<Outcome> {
  const form = await leadForm(ctx, context);
  if (form) return answered(formReply(form));
  if (context.subcommittee !== undefined) return noSuch;
  return answered(
    refused('not-now', rich`There is no subcommittee yet. ${typed('subcommittee new')} makes one.`),
  );
}

async function change(
  ctx: ActorContext,
  found: Subcommittee,
  said: SaidLeaders,
): Promise<Outcome | { readonly errors: FieldErrors }> {
  const leaders = await leadersOf(ctx, said);
  if ('errors' in leaders) return leaders;
  const { lead, viceLead } = leaders;
  await ctx.tx.update(subcommittees).set({ lead, viceLead }).where(eq(subcommittees.id, found.id));
  return changed({
    reply: noteReply(outcomeText(found, leaders)),
    changes: [
      {
        action: 'name lead',
        subject: found.id,
        detail: { lead: lead ?? 'nobody', viceLead: viceLead ?? 'nobody' },
      },
    ],
    replan: true,
  });
}

const outcomeText = ({ name }: Subcommittee, { lead, viceLead }: Leaders): Rich =>
  sentences(
    lead
      ? rich`${mention(lead)} leads ${[plain(name)]} from now on.`
      : rich`Nobody leads ${[plain(name)]} for now.`,
    viceLead !== null && rich`${mention(viceLead)} is vice-lead.`,
  );

export async function submitLead(
  ctx: ActorContext,
  context: LeadContext,
  values: FormValues,
): Promise<Outcome> {
  const word = (name: string): string => typedIn(values, name)[0] ?? '';
  const form = await leadForm(ctx, context, values);
  if (!form) return noSuch;
  const id = context.subcommittee ?? word('subcommittee');
  const found = (await allSubcommittees(ctx.tx)).find((each) => each.id === id);
  const invalid = (errors: FieldErrors): Outcome => answered({ kind: 'invalid', form, errors, values });
  if (!found) return invalid({ subcommittee: 'Please choose one.' });
  const done = await change(ctx, found, { lead: word('lead'), viceLead: word('viceLead') });
  return 'errors' in done ? invalid(done.errors) : done;
}

export const leadArgs = z.object({
  subcommittee: z.string().max(200),
  lead: z.string().max(200),
  viceLead: z.string().max(200).optional(),
});

/** `subcommittee lead NAME-OR-ID MEMBER`: who is vice-lead stays, unless someone is named for it. */
export async function leadByCommand(
  ctx: ActorContext,
  { subcommittee, lead, viceLead }: z.output<typeof leadArgs>,
): Promise<Outcome> {
  const wanted = subcommittee.trim().toLowerCase();
  const found = (await allSubcommittees(ctx.tx)).filter(
    ({ id, name }) => id === subcommittee.trim() || name.toLowerCase() === wanted,
  );
  if (found.length !== 1) return noSuch;
  const [one] = found;
  const done = await change(ctx, one!, { lead, viceLead: viceLead ?? one!.viceLead ?? undefined });
  return 'errors' in done ? answered(refusedFor(done.errors)) : done;
}
