import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { check, stored, type Checked } from '../../guard/index.ts';
import { ROLE_WORDS, type Role } from '../../kernel/access.ts';
import type { Field, Form, FormValues } from '../../kernel/card.ts';
import type { AgencyId } from '../../kernel/ids.ts';
import { errorsByField } from '../../kernel/field-errors.ts';
import { oneLine } from '../../kernel/one-line.ts';
import {
  answered,
  changed,
  formReply,
  noteReply,
  refused,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { shortLabel } from '../../kernel/options.ts';
import { rich } from '../../kernel/rich.ts';
import { agenciesByName, insertAgencies, insertMembers } from './insert.ts';
import { linkAccount } from './link.ts';
import { matchTo } from './match.ts';
import { MOST_CHOICES, personOptions } from './person-options.ts';
import { livePlaces, people, peopleByAccounts } from './store.ts';
import { lockStranger, matchCards, openStranger, type AccountAt } from './strangers.ts';
import { agencies } from './table.ts';

const gone: Outcome = answered(
  refused('unknown', rich`That is settled already, or not here any more. The card shows who is still open.`),
);

/** `roster.match`: which of the people on the roster is it? */
export async function openMatch(ctx: ActorContext, at: AccountAt): Promise<Outcome> {
  const stranger = await openStranger(ctx.tx, at);
  if (!stranger) return gone;
  return answered(formReply(await matchForm(ctx, at, stranger.name)));
}

/** Someone further down is added from their own linked place by a code. */
async function matchForm(ctx: ActorContext, at: AccountAt, name: string): Promise<Form> {
  const options = personOptions(await people(ctx.tx));
  return {
    form: 'roster.match',
    title: 'Who is it?',
    intro: rich`The account "${name}" becomes this person's.`,
    fields: [{ kind: 'choice', name: 'member', label: 'Person', options, required: true }],
    submit: 'Link',
    context: { ...at },
  };
}

export async function submitMatch(ctx: ActorContext, at: AccountAt, values: FormValues): Promise<Outcome> {
  const member = values['member'];
  return typeof member === 'string' && member !== '' ? matchTo(ctx, at, member) : gone;
}

/** Roles that only a facilitator gives (the table's "change roles"). */
const POWERS: readonly Role[] = ['co-chair', 'records-officer'];

const isFacilitator = (ctx: ActorContext): boolean => ctx.actor.roles.includes('facilitator');

const rolesToGive = (ctx: ActorContext): readonly Role[] => [
  'member',
  'guest',
  'executive',
  ...(isFacilitator(ctx) ? POWERS : []),
];
const NEW_AGENCY = 'new';

const addValues = z.object({
  name: oneLine(80, {
    missing: 'Their name, please.',
    short: 'Please write at least 3 characters.',
    long: 'At most 80 characters, please.',
    hidden: 'Please use one line of plain characters.',
  }),
  agency: z.string().default(''),
  newAgency: z.string().trim().default(''),
  role: z.enum(['member', 'guest', 'executive', 'co-chair', 'records-officer'], 'Please choose a role.'),
});

const NEW_AGENCY_NAME: Field = {
  kind: 'text',
  name: 'newAgency',
  label: 'Name of a new agency',
  hint: "Only if it is not in the list. It may read the open and the members' part.",
  max: 120,
};

async function addForm(ctx: ActorContext, at: AccountAt, values: FormValues): Promise<Form> {
  const known = await agenciesByName(ctx.tx);
  const options = [
    ...known
      .slice(0, MOST_CHOICES - 1)
      .map(({ id, name }) => ({ value: id as string, label: shortLabel(name) })),
    // A new agency gets something to read: the table lets facilitators alone decide what.
    ...(isFacilitator(ctx) ? [{ value: NEW_AGENCY, label: 'Another one: I write it below' }] : []),
  ];
  const fields: readonly Field[] = [
    { kind: 'text', name: 'name', label: 'Name', max: 80, required: true },
    { kind: 'choice', name: 'agency', label: 'Agency', options, required: true },
    ...(isFacilitator(ctx) ? [NEW_AGENCY_NAME] : []),
    {
      kind: 'choice',
      name: 'role',
      label: 'Role',
      options: rolesToGive(ctx).map((role) => ({ value: role, label: ROLE_WORDS[role] })),
      required: true,
    },
  ];
  return {
    form: 'roster.add',
    title: 'Add to the roster',
    intro: rich`They get a hello first, and are asked nothing with it.`,
    fields,
    submit: 'Add',
    context: { ...at },
    values,
  };
}

export async function openAdd(ctx: ActorContext, at: AccountAt): Promise<Outcome> {
  const stranger = await openStranger(ctx.tx, at);
  if (!stranger) return gone;
  return answered(formReply(await addForm(ctx, at, { name: stranger.name, role: 'member' })));
}

const agencyLine = oneLine(120, {
  missing: 'The name of the agency, please.',
  short: 'The name of the agency, please.',
  long: 'At most 120 characters, please.',
  hidden: 'Please use one line of plain characters.',
});

function guarded(text: string): Checked | undefined {
  const verdict = check(text);
  return verdict.state === 'clean' ? verdict.text : undefined;
}

const POINTS = 'This may point to a person. Please write it in another way.';

export async function submitAdd(ctx: ActorContext, at: AccountAt, values: FormValues): Promise<Outcome> {
  if (!(await lockStranger(ctx.tx, at)) || (await peopleByAccounts(ctx.tx, at, [at.account])).size > 0)
    return gone;
  const invalid = async (errors: FieldErrors): Promise<Outcome> =>
    answered({ kind: 'invalid', form: await addForm(ctx, at, values), errors, values });
  const parsed = addValues.safeParse(values);
  if (!parsed.success) return invalid(errorsByField(parsed.error));
  const { role } = parsed.data;
  const name = guarded(parsed.data.name);
  if (!name) return invalid({ name: POINTS });
  if (!rolesToGive(ctx).includes(role)) return invalid({ role: 'Please choose a role.' });
  const agency = await agencyFor(ctx, parsed.data);
  if ('errors' in agency) return invalid(agency.errors);
  const { platform } = at;
  const fresh = { name, title: stored(''), role, agency: agency.id, email: null, platform };
  const [member] = await insertMembers(ctx, [fresh]);
  await linkAccount(ctx, at, member!);
  return changed({
    reply: noteReply(rich`${name} is on the roster now.`),
    changes: [{ action: 'add member', subject: member!, detail: { role } }],
    effects: await matchCards(ctx),
    replan: true,
    look: await livePlaces(ctx.tx, at),
  });
}

async function agencyFor(
  ctx: ActorContext,
  { agency, newAgency }: { agency: string; newAgency: string },
): Promise<{ id: AgencyId } | { errors: FieldErrors }> {
  if (!isFacilitator(ctx) || (agency !== NEW_AGENCY && newAgency === '')) {
    const [known] = await ctx.tx
      .select({ id: agencies.id })
      .from(agencies)
      .where(eq(agencies.id, agency as AgencyId));
    return known ?? { errors: { agency: 'Please choose an agency.' } };
  }
  const line = agencyLine.safeParse(newAgency);
  if (!line.success)
    return { errors: { newAgency: line.error.issues[0]?.message ?? 'The name of the agency, please.' } };
  const name = guarded(line.data);
  if (!name) return { errors: { newAgency: POINTS } };
  const [id] = await insertAgencies(ctx, [name]);
  return { id: id! };
}
