// What every chat says of an answer, in the same words and the same order.
import type { Block, FormValues, SealedCard, SealedForm, Token } from './card.ts';
import type { Received } from './intent.ts';
import type { Log } from './log.ts';
import { refused, type FieldErrors } from './outcome.ts';
import type { Answer, Host } from './platform.ts';
import { link, plain, plainText, rich, type Rich } from './rich.ts';

const NO_WORDS = { names: new Map(), zone: 'UTC', home: 'UTC' };

/** An answer of a platform's own, which the core was not asked for. */
export const saying = (text: Rich): Answer => ({ reply: { kind: 'note', text }, words: NO_WORDS });

export const WENT_WRONG: Answer = {
  reply: refused(
    'fault',
    rich`Something went wrong on our side. Please try again in a moment.`,
  ) as Answer['reply'],
  words: NO_WORDS,
};

/** What a lock screen says of any answer that arrives as a message (product rule 4). */
export const ANSWER_NOTICE = 'An answer for you';

/** Said last, when not everything fits. */
export const theRest = (publicUrl: string): Rich => [
  plain('The rest is on your page: '),
  link(publicUrl, publicUrl),
];

/** Runs what was asked; what nobody foresaw becomes words. */
export async function ask(
  { host, log }: { readonly host: Host; readonly log: Log },
  { envelope, intent }: Received,
): Promise<Answer> {
  try {
    return await host.handle(envelope, intent);
  } catch (error) {
    const { platform, tenant } = envelope;
    log.error({ error, platform, tenant, intent: intent.kind }, 'a request failed');
    return WENT_WRONG;
  }
}

/** A form as it stands: what was typed, and what is asked to be changed. */
export interface FormState {
  readonly values?: FormValues;
  readonly errors?: FieldErrors;
  readonly card?: SealedCard;
}

/** What needs a change, by the labels of the fields: for where it cannot stand at the fields themselves. */
export function problems({ fields }: SealedForm, errors: FieldErrors): readonly Block<Token>[] {
  const rows = Object.entries(errors).map(([name, problem]) => {
    const label = fields.find((field) => field.name === name)?.label;
    return { label: '', text: [plain(label ? `${label}: ${problem}` : problem)] };
  });
  return rows.length > 0 ? [{ kind: 'list', heading: rich`Please check`, rows }] : [];
}

/** A form cannot stand in a message: a button there opens it. */
const opening = ({ form, title, context }: SealedForm, say: Rich): readonly Block<Token>[] => [
  { kind: 'text', text: say },
  { kind: 'buttons', buttons: [{ kind: 'form', label: title, form, value: context, tone: 'main' }] },
];

function blocksOf({ reply }: Answer): readonly Block<Token>[] {
  switch (reply.kind) {
    case 'none':
      return [{ kind: 'text', text: rich`Done.` }];
    case 'note':
      return [{ kind: 'text', text: reply.text }, ...(reply.buttons ?? [])];
    case 'refused':
      return [{ kind: 'text', text: reply.text }];
    case 'card':
      return reply.card.blocks;
    case 'form':
      return opening(reply.form, rich`Please press the button to go on.`);
    case 'invalid': {
      const said = Object.values(reply.errors).map((problem) => plain(`${problem} `));
      return opening(reply.form, [plain('Not saved yet. '), ...said]);
    }
    default:
      return reply satisfies never;
  }
}

/**
 * An answer as a card, for where it is a message. Its notice is the first thing it says, which only its reader sees;
 * `say` is for a platform where commands are typed in a way of its own.
 */
export function answerCard(answer: Answer, say = plainText): SealedCard {
  if (answer.reply.kind === 'card') return answer.reply.card;
  const blocks = blocksOf(answer);
  const [first] = blocks;
  const notice = first?.kind === 'text' ? say(first.text, answer.words) : '';
  return { title: [], blocks, notice };
}
