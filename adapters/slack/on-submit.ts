import { setTimeout as wait } from 'node:timers/promises';
import { inTime } from '../../src/kernel/in-time.ts';
import type { FormValues } from '../../src/kernel/card.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { clean } from '../../src/kernel/letters.ts';
import { ask, WENT_WRONG } from '../../src/kernel/answer.ts';
import { APPLIED_MS, STILL_WORKING_MS } from './limits.ts';
import type { Ack } from './on-command.ts';
import { readValues, submitBody, type SubmitBody } from './payload.ts';
import { receiveSubmit } from './receive.ts';
import { formView, namesIn, workingView } from './render-form.ts';
import { replyView } from './reply.ts';
import type { Desk } from './site.ts';
import { updateView } from './tell.ts';

/** People by their accounts: Slack names them by an id that does not say where they are at home. */
async function withAccounts(desk: Desk, tenant: string, body: SubmitBody): Promise<FormValues> {
  const { values, people } = readValues(body);
  const known: Record<string, string | readonly string[]> = { ...values };
  for (const name of people) {
    const user = values[name];
    if (typeof user === 'string') known[name] = await desk.people.account(tenant, user);
  }
  return known;
}

async function submit(desk: Desk, tenant: string, body: SubmitBody): Promise<Answer> {
  try {
    const values = await withAccounts(desk, tenant, body);
    return await ask(desk, receiveSubmit(body, values, { tenant, now: desk.host.now() }));
  } catch (error) {
    desk.log.warn({ error, tenant }, 'Slack did not say who a person is');
    return WENT_WRONG;
  }
}

type Invalid = Extract<Answer['reply'], { kind: 'invalid' }>;

/** Errors stand at their fields if all of them can, and the form is the one that is open; else it is drawn anew. */
function errorsAtFields(
  { reply, words }: { reply: Invalid; words: Answer['words'] },
  { view }: SubmitBody,
  publicUrl: string,
): object | undefined {
  const names = namesIn(view.blocks);
  const { form, errors, card } = reply;
  const next = formView(form, { words, publicUrl }).blocks;
  const same = form.context === view.private_metadata && namesIn(next).join('\n') === names.join('\n');
  const entries = Object.entries(errors);
  if (!same || card || entries.length === 0 || !entries.every(([name]) => names.includes(name)))
    return undefined;
  return Object.fromEntries(entries.map(([name, problem]) => [name, clean(problem) || 'Please check this.']));
}

function acknowledgement({ config }: Desk, answer: Answer, body: SubmitBody): object {
  const { reply, words } = answer;
  if (reply.kind === 'none') return { response_action: 'clear' };
  const errors = reply.kind === 'invalid' && errorsAtFields({ reply, words }, body, config.publicUrl);
  if (errors) return { response_action: 'errors', errors };
  return { response_action: 'update', view: replyView(answer, config.publicUrl) };
}

export async function onSubmit(desk: Desk, tenant: string, given: unknown, ack: Ack): Promise<void> {
  const parsed = submitBody.safeParse(given);
  if (!parsed.success)
    return ack({ response_action: 'update', view: replyView(WENT_WRONG, desk.config.publicUrl) });
  const body = parsed.data;
  const work = submit(desk, tenant, body);
  const first = await inTime(work, STILL_WORKING_MS);
  if (first.state === 'done') return ack(acknowledgement(desk, first.value, body));
  const asker = { tenant, user: body.user.id };
  const acked = ack({ response_action: 'update', view: workingView() });
  desk.work.add(
    // Slack puts "still working" there when it has read the answer: the truth must not be there before.
    Promise.allSettled([acked])
      .then(() => wait(APPLIED_MS))
      .then(() => work)
      .then((answer) => updateView(desk, asker, { id: body.view.id }, answer)),
  );
  return acked;
}
