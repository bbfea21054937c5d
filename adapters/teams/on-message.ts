import { submittedData } from './payload.ts';
import { commandText, envelopeOf, isMentioned, pressedIntent, type Turn } from './receive.ts';
import type { Desk } from './site.ts';
import { answerByMessage } from './tell.ts';

/** Something was typed to us, or pressed on a client without Action.Execute: then it has a value and no text. */
export async function onMessage(desk: Desk, turn: Turn): Promise<void> {
  const { body, told } = turn;
  const envelope = envelopeOf(turn);
  const data = submittedData(body.value);
  if (data) return answerByMessage(desk, turn, { envelope, intent: pressedIntent(data) });
  const personal = told.kind === 'personal';
  // Where others talk to each other, what is not said to us is none of our business.
  if (!personal && !isMentioned(body)) return undefined;
  const text = commandText(body);
  const intent = personal
    ? ({ kind: 'command', text: text || 'help' } as const)
    : ({ kind: 'mention', text } as const);
  return answerByMessage(desk, turn, { envelope, intent });
}
