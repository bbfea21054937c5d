import type { ActorContext } from '../../../db/context.ts';
import { howMany } from '../../../kernel/how-many.ts';
import type { AgencyId } from '../../../kernel/ids.ts';
import { typedIn, type Card, type FormValues } from '../../../kernel/card.ts';
import {
  answered,
  changed,
  formReply,
  noteReply,
  type FieldErrors,
  type Outcome,
} from '../../../kernel/outcome.ts';
import { rich, sentences, typed, type Rich } from '../../../kernel/rich.ts';
import {
  activeMembers,
  agenciesByName,
  insertAgencies,
  insertMembers,
  livePlaces,
  lockRoster,
  WEB,
} from '../../roster/index.ts';
import { readCells } from './cells.ts';
import { understand, type Understood } from './columns.ts';
import { compare, markOf, notTheirs, type Bringing, type May } from './compare.ts';
import { confirmCard, leftOut, listForm, problemsCard } from './form.ts';
import { folded, readPeople, type Listed } from './people.ts';

export const openList = async (): Promise<Outcome> => answered(formReply(listForm({})));

type Read =
  | { readonly state: 'ok'; readonly understood: Understood; readonly people: readonly Listed[] }
  | { readonly state: 'bad'; readonly errors: FieldErrors; readonly card?: Card };

const bad = (people: string, card?: Card): Read => ({
  state: 'bad',
  errors: { people },
  ...(card ? { card } : {}),
});

const PUT_RIGHT = 'Please put these rows right, here or in your spreadsheet, and send the list again.';

/** From the pasted text to people, or to all that is wrong with it. Pure. */
export function readList(pasted: string): Read {
  if (pasted.trim() === '') return bad('Please paste the list here.');
  const cells = readCells(pasted);
  if (cells.state === 'bad')
    return bad(`A quotation mark that opens in row ${cells.row} is never closed. Please take it out.`);
  const understood = understand(cells.lines);
  const { columns, people: lines } = understood;
  if (columns.name === undefined && columns.first === undefined && columns.last === undefined)
    return bad('There is no column with names. Please put "Name" above it.');
  if (columns.agency === undefined)
    return bad('There is no column with agencies. Please put "Agency" above it.');
  if (lines.length === 0)
    return bad('There are headings and nobody below them. Please copy the people, too.');
  const { people, problems } = readPeople(lines, columns);
  return problems.length > 0 ? bad(PUT_RIGHT, problemsCard(problems)) : { state: 'ok', understood, people };
}

/** `mark` is what the form confirms: the list is written when that is still what it would bring. */
export async function submitList(
  ctx: ActorContext,
  { mark }: { readonly mark?: string | undefined },
  values: FormValues,
): Promise<Outcome> {
  const [pasted = ''] = typedIn(values, 'people');
  const again = (errors: FieldErrors, card?: Card, form = listForm(values)): Outcome =>
    answered({ kind: 'invalid', form, errors, values, ...(card ? { card } : {}) });
  const read = readList(pasted);
  if (read.state === 'bad') return again(read.errors, read.card);
  if (mark !== undefined) await lockRoster(ctx);
  const bringing = compare(read.people, await known(ctx));
  const problems = notTheirs(bringing, mayOf(ctx));
  if (problems.length > 0) return again({ people: PUT_RIGHT }, problemsCard(problems));
  const { length } = bringing.people;
  if (length === 0)
    return again({ people: 'Everyone on this list is here already. There is nothing to add.' });
  const now = markOf(bringing);
  if (mark !== now)
    return again({}, confirmCard(read.understood, bringing), listForm(values, { mark: now, people: length }));
  return write(ctx, bringing, read.understood);
}

const mayOf = ({ actor }: ActorContext): May => ({ powers: actor.roles.includes('facilitator') });

const known = async ({ tx }: ActorContext) => ({
  people: (await activeMembers(tx)).map(({ name, email }) => ({ name, email })),
  agencies: await agenciesByName(tx),
});

/** New people are written to where the task force is, once they are linked there; until then on the web. */
async function platformFor({ tx, place }: ActorContext): Promise<string> {
  const elsewhere = (await livePlaces(tx)).find(({ platform }) => platform !== WEB);
  return place && place.platform !== WEB ? place.platform : (elsewhere?.platform ?? WEB);
}

async function write(ctx: ActorContext, bringing: Bringing, understood: Understood): Promise<Outcome> {
  const { people, agencies } = bringing;
  await insertAgencies(ctx, agencies);
  const ids: ReadonlyMap<string, AgencyId> = new Map(
    (await agenciesByName(ctx.tx)).map(({ id, name }) => [folded(name), id]),
  );
  const platform = await platformFor(ctx);
  const added = await insertMembers(
    ctx,
    people.map(({ name, title, role, email, agency }) => ({
      name,
      title,
      role,
      email,
      agency: ids.get(folded(agency))!,
      platform,
    })),
  );
  const left = leftOut(understood, bringing).map((line) => rich`${line}`);
  return changed({
    reply: noteReply(sentences(outcomeText(ctx, bringing), ...left)),
    changes: added.map((member, at) => ({
      action: 'add member',
      subject: member,
      detail: { role: people[at]!.role },
    })),
    replan: true,
    look: await livePlaces(ctx.tx),
  });
}

function outcomeText({ taskForce }: ActorContext, { people, agencies }: Bringing): Rich {
  const came = [
    howMany(people.length, 'person', 'people'),
    ...(agencies.length === 0 ? [] : [howMany(agencies.length, 'new agency', 'new agencies')]),
  ].join(' and ');
  return taskForce.state === 'setup'
    ? rich`Added: ${came}. Nobody hears from Convener before ${typed('start')}.`
    : rich`Added: ${came}. Each gets a hello first, and is asked nothing with it.`;
}
