// What our server answers to a press, carried out as strictly as Teams: what it would not draw ends the test.
import type { Heard } from '../slack/deliver.ts';
import { thing, words, type Thing } from '../slack/json.ts';
import type { Problem } from '../slack/limits-rules.ts';
import { CARD_TYPE, problemsOfAction, problemsOfDialog } from './card-check.ts';
import { cardOf, type Dialog } from './reading.ts';
import type { Conversation, Posted, User } from './state.ts';

export interface Answered extends Heard {
  /** The card that took the place of the pressed one, for this person alone. */
  readonly card: Thing | undefined;
  /** The dialog that is open now. */
  readonly dialog: Dialog | undefined;
  /** Words shown beside the card, or in place of the dialog. */
  readonly said: string | undefined;
}

const NOTHING = { card: undefined, dialog: undefined, said: undefined };

function strictly(problems: readonly Problem[], heard: Heard): void {
  if (problems.length > 0)
    throw new Error(
      `Teams would not show the answer: ${problems.map(({ message }) => message).join('; ')}\n${heard.text.slice(0, 2000)}`,
    );
}

/** Where it was pressed. */
export interface Pressed {
  readonly user: User;
  readonly place: Conversation;
  readonly posted: Posted | undefined;
}

export function afterExecute(heard: Heard, { user, posted }: Pressed): Answered {
  if (heard.status !== 200) return { ...heard, ...NOTHING };
  strictly(problemsOfAction(heard.json), heard);
  const { type, value } = heard.json ?? {};
  if (type === CARD_TYPE) {
    posted?.instead.set(user.id, thing(value));
    return { ...heard, ...NOTHING, card: thing(value) };
  }
  return { ...heard, ...NOTHING, said: words(value) || words(thing(value)['message']) };
}

export function afterDialog(heard: Heard, { place, posted }: Pressed): Answered {
  // Without a task the dialog closes.
  if (heard.status !== 200 || heard.text === '' || heard.text === '{}') return { ...heard, ...NOTHING };
  strictly(problemsOfDialog(heard.json), heard);
  const { type, value } = thing(thing(heard.json)['task']);
  if (type === 'message') return { ...heard, ...NOTHING, said: words(value) };
  const { title, card } = thing(value);
  return {
    ...heard,
    ...NOTHING,
    dialog: { title: words(title), card: cardOf(thing(card)), place, from: posted },
  };
}

/** Nothing is shown to the person: a message is answered by messages. */
export const afterMessage = (heard: Heard): Answered => ({ ...heard, ...NOTHING });
