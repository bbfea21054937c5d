import { inTime } from '../../src/kernel/in-time.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { ask } from '../../src/kernel/answer.ts';
import type { Received } from '../../src/kernel/intent.ts';
import { STILL_WORKING_MS } from './limits.ts';
import { commandBody, type CommandBody } from './payload.ts';
import { commandText, receiveCommand } from './receive.ts';
import { loadingView } from './render-form.ts';
import { NOT_OURS, replyMessage, replyView, STILL_WORKING } from './reply.ts';
import type { Desk } from './site.ts';
import { openView, tell, updateView, type Asker } from './tell.ts';

export type Ack = (answer?: object) => Promise<void>;

const echo = (desk: Desk, answer: Answer): object => ({
  response_type: 'ephemeral',
  mrkdwn: false,
  ...replyMessage(answer, desk.config.publicUrl),
});

async function openForm(desk: Desk, asker: Asker, trigger: string, received: Received): Promise<void> {
  // The modal first: its trigger is good for three seconds, whatever the database does.
  const [opened, answer] = await Promise.all([
    openView(desk, asker.tenant, trigger, loadingView()),
    ask(desk, received),
  ]);
  if (opened) await updateView(desk, asker, opened, answer);
  else await tell(desk, asker, answer);
}

/** A form where none was expected: while the trigger still works it opens, else a button leads to it. */
async function answerCommand(desk: Desk, asker: Asker, trigger: string, answer: Answer): Promise<void> {
  const form = answer.reply.kind === 'form';
  const view = form && replyView(answer, desk.config.publicUrl);
  if (view && (await openView(desk, asker.tenant, trigger, view))) return;
  await tell(desk, asker, answer);
}

const askerOf = (tenant: string, body: CommandBody): Asker => ({
  tenant,
  user: body.user_id,
  channel: body.channel_id,
  responseUrl: body.response_url,
});

export async function onCommand(desk: Desk, tenant: string, given: unknown, ack: Ack): Promise<void> {
  const parsed = commandBody.safeParse(given);
  const text = parsed.success ? commandText(parsed.data) : undefined;
  if (!parsed.success || text === undefined) return ack(echo(desk, NOT_OURS));
  const body = parsed.data;
  const asker = askerOf(tenant, body);
  const received = receiveCommand(body, text, { tenant, now: desk.host.now() });
  if (desk.host.opensForm(text)) {
    desk.work.add(openForm(desk, asker, body.trigger_id, received));
    return ack();
  }
  const work = ask(desk, received);
  const first = await inTime(work, STILL_WORKING_MS);
  if (first.state === 'late') {
    desk.work.add(work.then((answer) => tell(desk, asker, answer)));
    return ack(echo(desk, STILL_WORKING));
  }
  const { value: answer } = first;
  if (answer.reply.kind === 'none') return ack();
  if (answer.reply.kind !== 'form') return ack(echo(desk, answer));
  desk.work.add(answerCommand(desk, asker, body.trigger_id, answer));
  return ack();
}
