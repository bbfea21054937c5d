import { inTime } from '../../src/kernel/in-time.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { rich } from '../../src/kernel/rich.ts';
import { ask, saying } from '../../src/kernel/answer.ts';
import type { Received } from '../../src/kernel/intent.ts';
import { limited } from './connector.ts';
import { directWith, lose } from './direct.ts';
import { STILL_WORKING, replyMessage } from './reply.ts';
import type { Turn } from './receive.ts';
import { activityOf } from './activity.ts';
import type { Desk } from './site.ts';
import { lostBy, reasonOf, wasCut } from './trouble.ts';
import { STILL_WORKING_MS } from './limits.ts';

/** Said where others read, so it says nothing: the person cannot be written to alone yet. */
const ADD_ME = saying(
  rich`There is an answer, for you alone, and no way to you yet. Please add Convener for yourself (Apps, then Convener, then Add), and ask again.`,
);

async function toTheirChat(desk: Desk, { tenant, account }: Turn, answer: Answer): Promise<boolean> {
  const found = await directWith(desk, { tenant, account });
  if (!found || found.dead) return false;
  const calls = await desk.connector.calls(found.serviceUrl);
  const activity = activityOf(replyMessage(answer, desk.config.publicUrl));
  const say = async (): Promise<void> => {
    const limit = limited();
    await desk.pace.turn(tenant, limit.abortSignal);
    await calls.sendToConversation(found.conversation, activity, limit);
  };
  // A connection that was kept may end just as we use it. Said once more, on a new one: silence is worse than a repeat.
  await say().catch((error: unknown) => (wasCut(error) ? say() : Promise.reject(error)));
  return true;
}

/** Tells the person alone, in their own chat with us. An echo: what must last is not told this way. */
export async function tell(desk: Desk, turn: Turn, answer: Answer): Promise<void> {
  const { tenant, account, told, body } = turn;
  try {
    if (await toTheirChat(desk, turn, answer)) return;
  } catch (error) {
    const why = lostBy(error);
    if (why) await lose(desk, { tenant, place: `direct:${account}` }, why);
    desk.log.warn({ error, tenant, reason: reasonOf(error) }, 'an echo did not arrive');
  }
  if (told.kind === 'personal') return;
  const calls = await desk.connector.calls(told.serviceUrl);
  const activity = activityOf(replyMessage(ADD_ME, desk.config.publicUrl));
  // In the thread where they asked.
  await calls.sendToConversation(body.conversation.id, activity, limited());
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
    const said = tell(desk, turn, STILL_WORKING);
    desk.work.add(Promise.all([work, said]).then(([answer]) => tell(desk, turn, answer)));
    return;
  }
  if (first.value.reply.kind !== 'none') desk.work.add(tell(desk, turn, first.value));
}
