import type { ActorContext } from '../../db/context.ts';
import { grantOf, type Person } from '../../kernel/access.ts';
import type { Field, Form } from '../../kernel/card.ts';
import { refused, type Reply } from '../../kernel/outcome.ts';
import { rich, typed } from '../../kernel/rich.ts';
import { findMember, people, personById, personOptions } from '../roster/index.ts';

/** A topic may be theirs. */
const mayPropose = ({ roles }: Person): boolean => grantOf('propose', roles) !== undefined;

const noSuchPerson: Reply = refused(
  'unknown',
  rich`Nobody with that name can have a topic here, or more than one can. Please write the whole name; ${typed('roster')} lists them.`,
);

/** Whose topic it is, if a chair named someone: a member who may propose. The refusal is the same for whoever may not. */
export async function namedOwner(
  ctx: ActorContext,
  said: string | undefined,
): Promise<{ readonly owner: Person; readonly no?: never } | { readonly no: Reply }> {
  if (said === undefined) return { owner: ctx.actor };
  if (grantOf('enter for someone', ctx.actor.roles) !== 'yes')
    return {
      no: refused(
        'denied',
        rich`Only the chairs enter a topic for someone else. Leave out --for, or ask one.`,
      ),
    };
  const found = await findMember(ctx.tx, said);
  return found && mayPropose(found) ? { owner: found } : { no: noSuchPerson };
}

/** For chairs, with a new topic: whose it is. */
export async function forField(ctx: ActorContext): Promise<Field> {
  const others = (await people(ctx.tx)).filter(
    (person) => person.member !== ctx.actor.member && mayPropose(person),
  );
  return {
    kind: 'choice',
    name: 'for',
    label: 'For someone else?',
    hint: 'Leave it empty for a topic of your own. The agenda says that you entered it.',
    options: personOptions(others),
  };
}

/** Whose a new topic is; undefined for someone who was not offered. */
export async function chosenOwner(ctx: ActorContext, form: Form, said = ''): Promise<Person | undefined> {
  if (said === '') return ctx.actor;
  const field = form.fields.find(({ name }) => name === 'for');
  const offered = field?.kind === 'choice' && field.options.some(({ value }) => value === said);
  return offered ? personById(ctx.tx, said) : undefined;
}
