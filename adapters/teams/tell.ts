import { inTime } from '../../src/kernel/in-time.ts';
import { patiently } from '../../src/kernel/patiently.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { rich } from '../../src/kernel/rich.ts';
import { ask, saying } from '../../src/kernel/answer.ts';
import type { Received } from '../../src/kernel/intent.ts';
import { limited } from './connector.ts';
import type { Conversation } from './conversations.ts';
import { directWith, lose } from './direct.ts';
import { STILL_WORKING, replyMessage } from './reply.ts';
import type { Turn } from './receive.ts';
import { activityOf } from './activity.ts';
import type { Desk } from './site.ts';
import { isNotForUs, lostBy, reasonOf, sentFrom, wasCut } from './trouble.ts';
import { PATIENCE_MS, STILL_WORKING_MS } from './limits.ts';

type Where = Pick<Conversation, 'conversation' | 'serviceUrl'>;

/** Said where others read, so it says nothing: the person cannot be written to alone yet. */
const ADD_ME = saying(
  rich`There is an answer, for you alone, and no way to you yet. Please add Convener for yourself (Apps, then Convener, then Add), and ask again.`,
);
/** The same where there is a way, and Teams did not take the message. */
const ASK_AGAIN = saying(
  rich`There is an answer, for you alone, and it could not be delivered just now. Please ask again in a few minutes.`,
);

/** A connection that was kept may end just as we use it; where Teams says how long to wait, we do. */
function waitFor(error: unknown): number | undefined {
  const sent = sentFrom(error, 'edit');
  if (sent.state !== 'retry') return undefined;
  return sent.afterMs ?? (wasCut(error) ? 0 : 1000);
}

const insist = <T>(call: () => Promise<T>): Promise<T> => patiently(call, waitFor, PATIENCE_MS);

async function say(desk: Desk, tenant: string, to: Where, answer: Answer): Promise<void> {
  const calls = await desk.connector.calls(to.serviceUrl);
  const activity = activityOf(replyMessage(answer, desk.config.publicUrl));
  await insist(async () => {
    const limit = limited();
    await desk.pace.turn(tenant, limit.abortSignal);
    await calls.sendToConversation(to.conversation, activity, limit);
  });
}

async function toTheirChat(desk: Desk, { tenant, account }: Turn, answer: Answer): Promise<boolean> {
  const found = await insist(() => directWith(desk, { tenant, account }));
  if (!found || found.dead) return false;
  await say(desk, tenant, found, answer);
  return true;
}

/** Tells the person alone, in their own chat with us. An echo: what must last is not told this way. */
export async function tell(desk: Desk, turn: Turn, answer: Answer): Promise<void> {
  const { tenant, account, told, body } = turn;
  let instead = ADD_ME;
  try {
    if (await toTheirChat(desk, turn, answer)) return;
  } catch (error) {
    const why = lostBy(error);
    if (why) await lose(desk, { tenant, place: `direct:${account}` }, why);
    else if (!isNotForUs(error)) instead = ASK_AGAIN;
    desk.log.warn({ error, tenant, reason: reasonOf(error) }, 'an echo did not arrive');
  }
  if (told.kind === 'personal') return;
  // In the thread where they asked.
  const thread = { serviceUrl: told.serviceUrl, conversation: body.conversation.id };
  await say(desk, tenant, thread, instead);
}

/** The answer in time, or undefined: then the person is told the truth when it is there. */
export async function answerInTime(desk: Desk, turn: Turn, received: Received): Promise<Answer | undefined> {
  const work = ask(desk, received);
  const first = await inTime(work, STILL_WORKING_MS);
  if (first.state === 'done') return first.value;
  desk.work.add(work.then((answer) => tell(desk, turn, answer)));
  return undefined;
}

/** A message is answered by a message: once, and after the commit. Longer than that, it says so first. */
export async function answerByMessage(desk: Desk, turn: Turn, received: Received): Promise<void> {
  const work = ask(desk, received);
  const first = await inTime(work, STILL_WORKING_MS);
  if (first.state === 'late') {
    // Whether or not that arrives, the outcome is told.
    const said = tell(desk, turn, STILL_WORKING).catch((error: unknown) =>
      desk.log.warn({ error, reason: reasonOf(error) }, 'an echo did not arrive'),
    );
    desk.work.add(Promise.all([work, said]).then(([answer]) => tell(desk, turn, answer)));
    return;
  }
  if (first.value.reply.kind !== 'none') desk.work.add(tell(desk, turn, first.value));
}
