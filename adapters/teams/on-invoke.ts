import type { Answer } from '../../src/kernel/platform.ts';
import { dialogData, executedData, type ActivityBody, type Pressed } from './payload.ts';
import { envelopeOf, pressedIntent, type Turn } from './receive.ts';
import {
  badAction,
  NOT_UNDERSTOOD,
  replyAction,
  replyDialog,
  STILL_WORKING,
  type ActionAnswer,
  type DialogAnswer,
} from './reply.ts';
import type { Desk } from './site.ts';
import { answerInTime } from './tell.ts';

async function answerOf(desk: Desk, turn: Turn, data: Pressed) {
  const received = { envelope: envelopeOf(turn), intent: pressedIntent(data) };
  return (await answerInTime(desk, turn, received)) ?? STILL_WORKING;
}

async function onAction(desk: Desk, turn: Turn): Promise<ActionAnswer> {
  const data = executedData(turn.body.value);
  if (!data) return badAction();
  return replyAction(await answerOf(desk, turn, data), desk.config.publicUrl);
}

async function onDialog(desk: Desk, turn: Turn): Promise<DialogAnswer | undefined> {
  const data = dialogData(turn.body.value);
  const { publicUrl } = desk.config;
  if (!data) return replyDialog(NOT_UNDERSTOOD, publicUrl);
  const answer = await answerOf(desk, turn, data);
  // Done, with nothing to say: the dialog closes.
  if (answer.reply.kind === 'none') return undefined;
  return replyDialog(answer, publicUrl);
}

/** An answer without asking the core, in the shape that Teams waits for. */
export function replyInvoke({ name }: ActivityBody, answer: Answer, publicUrl: string): object {
  switch (name) {
    case 'adaptiveCard/action':
      return answer === NOT_UNDERSTOOD ? badAction() : replyAction(answer, publicUrl);
    case 'task/fetch':
    case 'task/submit':
      return replyDialog(answer, publicUrl);
    default:
      return badAction();
  }
}

/** Teams waits for the answer to these. It is never an HTTP error: the person would see one of Teams' own. */
export async function onInvoke(desk: Desk, turn: Turn): Promise<object | undefined> {
  switch (turn.body.name) {
    case 'adaptiveCard/action':
      return onAction(desk, turn);
    case 'task/fetch':
    case 'task/submit':
      return onDialog(desk, turn);
    default:
      return badAction();
  }
}
