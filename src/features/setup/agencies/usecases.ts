import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { ActorContext } from '../../../db/context.ts';
import { check, type Checked } from '../../../guard/index.ts';
import { grantOf, SEGMENTS, type Segment } from '../../../kernel/access.ts';
import { typedIn, type FormValues } from '../../../kernel/card.ts';
import { errorsByField } from '../../../kernel/field-errors.ts';
import type { MemberId } from '../../../kernel/ids.ts';
import { oneLine } from '../../../kernel/one-line.ts';
import {
  answered,
  cardReply,
  changed,
  formReply,
  noteReply,
  refused,
  type Effect,
  type FieldErrors,
  type Outcome,
} from '../../../kernel/outcome.ts';
import { rich, typed } from '../../../kernel/rich.ts';
import { touchAgenda } from '../../agenda/index.ts';
import { upcoming } from '../../meetings/index.ts';
import {
  agencies,
  contactsOf,
  findMember,
  livePlaces,
  lockRoster,
  type AgencyContact,
} from '../../roster/index.ts';
import { folded } from '../list/people.ts';
import { agenciesCard, agencyForm, MOST_NAME, NOBODY } from './cards.ts';

const noSuchAgency: Outcome = answered(
  refused('unknown', rich`That agency is not here, or not for you. ${typed('agency')} lists them.`),
);

/** Only a facilitator decides what an agency may read (the table's "set an agency's segments"). */
const mayOpen = ({ actor }: ActorContext): boolean => grantOf('edit confidentiality', actor.roles) === 'yes';

/** `agency`: whom we ask for each. */
export async function showAgencies(ctx: ActorContext): Promise<Outcome> {
  const all = await contactsOf(ctx.tx);
  const own = ctx.grant === 'own row';
  const visible = own ? all.filter(({ name }) => name === ctx.actor.agencyName) : all;
  return answered(cardReply(agenciesCard(visible, grantOf('run roster', ctx.actor.roles) === 'yes')));
}

export async function openAgency(ctx: ActorContext, { agency: id }: { agency: string }): Promise<Outcome> {
  const agency = (await contactsOf(ctx.tx)).find((each) => each.id === id);
  return agency ? answered(formReply(agencyForm(agency, mayOpen(ctx)))) : noSuchAgency;
}

const typedValues = z.object({
  name: oneLine(MOST_NAME, {
    missing: 'The name of the agency, please.',
    short: 'Please write at least 3 characters.',
    long: `At most ${MOST_NAME} characters, please.`,
    hidden: 'Please use one line of plain characters.',
  }),
  contact: z.string('Please choose someone.').min(1, 'Please choose someone.'),
});

interface Said {
  readonly name: Checked;
  readonly contact: MemberId | null;
  readonly segments: readonly Segment[];
}

function read(
  values: FormValues,
  agency: AgencyContact,
  { others, parts }: { readonly others: readonly AgencyContact[]; readonly parts: boolean },
): Said | { readonly errors: FieldErrors } {
  const parsed = typedValues.safeParse(values);
  if (!parsed.success) return { errors: errorsByField(parsed.error) };
  const verdict = check(parsed.data.name);
  if (verdict.state !== 'clean')
    return { errors: { name: 'This may point to a person. Please write it in another way.' } };
  if (others.some(({ name }) => folded(name) === folded(verdict.text)))
    return { errors: { name: 'Another agency has this name already.' } };
  const { contact } = parsed.data;
  const named = agency.people.find(({ member }) => member === contact);
  if (contact !== NOBODY && !named) return { errors: { contact: 'Please choose someone of this agency.' } };
  const chosen = typedIn(values, 'segments');
  const segments = parts ? SEGMENTS.filter((segment) => chosen.includes(segment)) : agency.segments;
  if (segments.length === 0) return { errors: { segments: 'Please choose at least one part.' } };
  return { name: verdict.text, contact: named?.member ?? null, segments };
}

export async function submitAgency(
  ctx: ActorContext,
  { agency: id }: { agency: string },
  values: FormValues,
): Promise<Outcome> {
  await lockRoster(ctx);
  const all = await contactsOf(ctx.tx);
  const agency = all.find((each) => each.id === id);
  if (!agency) return noSuchAgency;
  const parts = mayOpen(ctx);
  const said = read(values, agency, { others: all.filter((each) => each !== agency), parts });
  if ('errors' in said) {
    const form = agencyForm(agency, parts, values);
    return answered({ kind: 'invalid', form, errors: said.errors, values });
  }
  return save(ctx, agency, said);
}

async function save(ctx: ActorContext, agency: AgencyContact, said: Said): Promise<Outcome> {
  const { name, contact, segments } = said;
  await ctx.tx
    .update(agencies)
    .set({ name, contact, segments: [...segments] })
    .where(eq(agencies.id, agency.id));
  const reads = segments.join() !== agency.segments.join();
  return changed({
    reply: noteReply(rich`Saved.`),
    changes: [
      {
        action: 'change agency',
        subject: agency.id,
        detail: { contact: contact ?? NOBODY, ...(reads ? { segments: segments.join() } : {}) },
      },
    ],
    effects: reads ? await withAgendas(ctx) : [],
    replan: true,
    look: await livePlaces(ctx.tx),
  });
}

/** What its people may read has changed: what stands before them is drawn anew. */
async function withAgendas(ctx: ActorContext): Promise<readonly Effect[]> {
  const effects: Effect[] = [];
  for (const { id } of await upcoming(ctx.tx, ctx.now)) effects.push(...(await touchAgenda(ctx, id)));
  return effects;
}

/** `agency contact NAME`: for that person's own agency. */
export async function nameContact(ctx: ActorContext, { member }: { member: string }): Promise<Outcome> {
  const person = await findMember(ctx.tx, member);
  const agency =
    person &&
    (await contactsOf(ctx.tx)).find(({ people }) => people.some((each) => each.member === person.member));
  if (!person || !agency)
    return answered(
      refused(
        'unknown',
        rich`I do not find that person on the roster, or they are a guest, whom we do not ask. Use their whole name or their id; ${typed('roster')} lists them.`,
      ),
    );
  await ctx.tx.update(agencies).set({ contact: person.member }).where(eq(agencies.id, agency.id));
  return changed({
    reply: noteReply(rich`From now on we ask ${person.name} for ${agency.name}.`),
    changes: [{ action: 'change agency', subject: agency.id, detail: { contact: person.member } }],
    replan: true,
  });
}
