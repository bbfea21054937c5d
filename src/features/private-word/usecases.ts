import type { ActorContext, Context, View } from '../../db/context.ts';
import type { Checked } from '../../guard/index.ts';
import { readerOf, type Person, type Reader } from '../../kernel/access.ts';
import { buttons, note, press, typedIn, type Block, type Form, type FormValues } from '../../kernel/card.ts';
import type { DigestRow } from '../../kernel/feature.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { listed } from '../../kernel/listed.ts';
import { fewWords } from '../../kernel/one-line.ts';
import {
  answered,
  cardReply,
  changed,
  formReply,
  noteReply,
  refresh,
  refused,
  type Outcome,
} from '../../kernel/outcome.ts';
import { mention, rich, type Rich } from '../../kernel/rich.ts';
import { facilitators, firstName, toFacilitators } from '../roster/index.ts';
import { guarded } from '../subcommittees/index.ts';
import { MOST, privateWordButton, wordCard, wordForm } from './cards.ts';
import { allWords, countWordsOf, eraseWord, insertWord, wordById, type PrivateWord } from './store.ts';

/** Whoever has more to say than this before any of it is settled had better call. */
const MOST_OPEN = 5;

interface OfWord {
  readonly word: string;
}

const wordKey = (id: string): string => `private-word:${id}`;

const firstNames = (who: readonly Person[]): readonly string[] => who.map(({ name }) => firstName(name));

/** Who reads what this person writes: the facilitators, and never the writer. */
const readersFor = async ({ tx }: Context, writer: MemberId): Promise<readonly Person[]> =>
  (await facilitators(tx)).filter(({ member }) => member !== writer);

const isFacilitator = async ({ tx }: Context, person: Person | undefined): Promise<boolean> =>
  person !== undefined && (await facilitators(tx)).some(({ member }) => member === person.member);

/** Does this person read that word? Whoever became a facilitator does, whoever no longer is one does not. */
const reads = async (ctx: Context, person: Person | undefined, { writer }: PrivateWord): Promise<boolean> =>
  person?.member !== writer && isFacilitator(ctx, person);

/** What keeps this person from writing now; undefined where nothing does. */
async function notNow(ctx: ActorContext, readers: readonly Person[]): Promise<Rich | undefined> {
  if (readers.length === 0)
    return rich`Private words come to you, and there is nobody beside you to write to.`;
  const them = listed(firstNames(readers));
  const call = ctx.taskForce.contactPhone || them;
  if (ctx.taskForce.state === 'setup')
    return rich`I am not started yet, so I pass nothing on. Please call ${call}.`;
  if ((await countWordsOf(ctx.tx, ctx.actor.member)) >= MOST_OPEN)
    return rich`${them} already ${readers.length > 1 ? 'have' : 'has'} ${MOST_OPEN} private words of yours. Please call ${call}.`;
  return undefined;
}

const formFor = ({ taskForce }: Context, readers: readonly Person[]): Form =>
  wordForm({ readers: firstNames(readers), call: taskForce.contactPhone });

export async function openWord(ctx: ActorContext): Promise<Outcome> {
  const readers = await readersFor(ctx, ctx.actor.member);
  const why = await notNow(ctx, readers);
  return answered(why ? noteReply(why) : formReply(formFor(ctx, readers)));
}

const line = fewWords(MOST);

/** Line breaks are spaces here: a few sentences, as they would be said. */
function read(typed: string): { readonly text: Checked } | { readonly why: string } {
  const parsed = line.safeParse(typed.replace(/\s+/gu, ' '));
  if (!parsed.success) return { why: parsed.error.issues[0]?.message ?? '' };
  const { text, why } = guarded(parsed.data);
  return text === undefined ? { why } : { text };
}

export async function submitWord(ctx: ActorContext, values: FormValues): Promise<Outcome> {
  const { tx, actor, taskForce, now } = ctx;
  const readers = await readersFor(ctx, actor.member);
  const why = await notNow(ctx, readers);
  if (why) return answered(refused('not-now', why));
  const said = read(typedIn(values, 'words')[0] ?? '');
  if ('why' in said) {
    const errors = { words: said.why };
    return answered({ kind: 'invalid', form: formFor(ctx, readers), errors, values });
  }
  const id = ctx.newId();
  await insertWord(tx, {
    taskForce: taskForce.id,
    id,
    writer: actor.member,
    words: said.text,
    writtenAt: now,
  });
  return changed({
    reply: noteReply(thanks(ctx, readers)),
    changes: [{ action: 'write a private word', subject: id }],
    effects: await toFacilitators(tx, wordKey(id), { name: 'private-word.word', id }),
  });
}

function thanks({ taskForce }: Context, readers: readonly Person[]): Rich {
  const them = listed(firstNames(readers));
  return taskForce.state === 'running'
    ? rich`Thank you. It goes to ${them}, and to nobody else.`
    : rich`Thank you. It is kept for ${them}, and for nobody else. I am paused and send nothing just now. Cannot wait? Please call ${taskForce.contactPhone || them}.`;
}

/** For facilitators, until it is settled. */
export const wordView: View = async (ctx, id, { person }) => {
  const word = await wordById(ctx.tx, id);
  if (!word || !(await reads(ctx, person, word))) return null;
  const others = (await readersFor(ctx, word.writer)).filter(({ member }) => member !== person?.member);
  return wordCard(word, firstNames(others));
};

const gone = answered(noteReply(rich`That is settled already, or not for you. There is nothing to do.`));

export async function openRead(ctx: ActorContext, { word }: OfWord): Promise<Outcome> {
  const card = await wordView(ctx, word, readerOf(ctx.actor));
  return card ? answered(cardReply(card)) : gone;
}

/** The words are gone from here, and from the card in front of every facilitator. */
export async function settled(ctx: ActorContext, { word: id }: OfWord): Promise<Outcome> {
  const word = await wordById(ctx.tx, id);
  if (!word || !(await reads(ctx, ctx.actor, word)) || !(await eraseWord(ctx.tx, id))) return gone;
  return changed({
    reply: noteReply(rich`Thank you. The words are erased here. Old backups may still hold them.`),
    changes: [{ action: 'settle a private word', subject: id }],
    effects: [refresh(wordKey(id))],
  });
}

/** On a person's own page: the way to write, and nothing where it would only lead back to themselves. */
export async function home(ctx: ActorContext): Promise<readonly Block[]> {
  if (ctx.taskForce.state === 'setup') return [];
  const them = firstNames(await readersFor(ctx, ctx.actor.member));
  return them.length > 0
    ? [note(rich`Something to say? Write to ${listed(them)} in private.`), buttons(privateWordButton)]
    : [];
}

/** A facilitator who came later, or cleared their messages away, finds it among what needs them. */
export async function digestRows(ctx: Context, { person }: Reader): Promise<readonly DigestRow[]> {
  const words = person ? (await allWords(ctx.tx)).filter(({ writer }) => writer !== person.member) : [];
  if (words.length === 0 || !(await isFacilitator(ctx, person))) return [];
  return words.map(({ id, writer }) => ({
    part: 'needs you',
    text: rich`A private word from ${mention(writer)}`,
    button: press('Read it', 'private-word.open', { word: id }),
  }));
}
