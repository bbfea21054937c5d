import { inTime } from '../../src/kernel/in-time.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { ask } from '../../src/kernel/answer.ts';
import type { Received } from '../../src/kernel/intent.ts';
import { STILL_WORKING_MS } from './limits.ts';
import type { Ack } from './on-command.ts';
import { publishHome } from './on-event.ts';
import { actionBody, type ActionBody } from './payload.ts';
import { receiveAction } from './receive.ts';
import { loadingView } from './render-form.ts';
import { replyView, STILL_WORKING } from './reply.ts';
import type { Desk } from './site.ts';
import { openView, sayWorking, tell, updateView, type Asker } from './tell.ts';

const askerOf = (tenant: string, { user, channel, response_url }: ActionBody): Asker => ({
  tenant,
  user: user.id,
  channel: channel?.id,
  responseUrl: response_url,
});

/** Opens a modal at once and puts the answer into it. */
async function inNewModal(
  desk: Desk,
  { asker, trigger, received }: { asker: Asker; trigger: string; received: Received },
): Promise<void> {
  const [opened, answer] = await Promise.all([
    openView(desk, asker.tenant, trigger, loadingView()),
    ask(desk, received),
  ]);
  if (opened) await updateView(desk, asker, opened, answer);
  else await tell(desk, asker, answer);
}

/** The answer to a press that changes something; `none` says nothing where the message itself will change. */
async function afterPress(desk: Desk, asker: Asker, body: ActionBody, answer: Answer): Promise<void> {
  const { view, trigger_id: trigger } = body;
  if (view?.type === 'modal') return updateView(desk, asker, view, answer);
  if (answer.reply.kind === 'none') return undefined;
  const form = answer.reply.kind === 'form' ? replyView(answer, desk.config.publicUrl) : undefined;
  if (form && (await openView(desk, asker.tenant, trigger, form))) return undefined;
  return tell(desk, asker, answer);
}

/** Tells that it takes longer, then the truth. */
async function late(
  desk: Desk,
  asker: Asker,
  { body, work }: { body: ActionBody; work: Promise<Answer> },
): Promise<void> {
  if (body.view) await sayWorking(desk, asker.tenant, body.view);
  else await tell(desk, asker, STILL_WORKING);
  const answer = await work;
  await afterPress(desk, asker, body, answer);
}

export async function onAction(desk: Desk, tenant: string, given: unknown, ack: Ack): Promise<void> {
  const parsed = actionBody.safeParse(given);
  const now = desk.host.now();
  const received = parsed.success ? receiveAction(parsed.data, { tenant, now }) : undefined;
  if (!parsed.success || !received) return ack();
  const body = parsed.data;
  const asker = askerOf(tenant, body);
  const opens = received.intent.kind === 'open';
  if (body.view?.type === 'home' || (opens && body.view === undefined)) {
    const done = inNewModal(desk, { asker, trigger: body.trigger_id, received });
    const { envelope } = received;
    // Not the same delivery: the page is looked at anew.
    const look = { ...envelope, deliveryId: `${envelope.deliveryId}-home` };
    desk.work.add(body.view ? done.then(() => publishHome(desk, look, body.user.id)) : done);
    return ack();
  }
  const work = ask(desk, received);
  const first = await inTime(work, STILL_WORKING_MS);
  desk.work.add(
    first.state === 'late' ? late(desk, asker, { body, work }) : afterPress(desk, asker, body, first.value),
  );
  return ack();
}
