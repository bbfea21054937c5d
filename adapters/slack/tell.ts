import type { KnownBlock, ModalView } from '@slack/types';
import type { Answer } from '../../src/kernel/platform.ts';
import { ANSWER_NOTICE } from '../../src/kernel/answer.ts';
import { patiently } from '../../src/kernel/patiently.ts';
import { CALL_TIMEOUT_MS, PATIENCE_MS } from './limits.ts';
import { workingView } from './render-form.ts';
import type { Message } from './render.ts';
import { replyMessage, replyView } from './reply.ts';
import type { Desk } from './site.ts';
import { errorCode, sentFrom } from './trouble.ts';

/** Where a person can be answered: where they were, and in their own messages if that is over. */
export interface Asker {
  readonly tenant: string;
  readonly user: string;
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
  readonly responseUrl?: string | undefined;
}

export interface Opened {
  readonly id: string;
  readonly hash?: string | undefined;
}

/** How long Slack says to wait, if that is why it said no. */
function waitFor(error: unknown): number | undefined {
  const sent = sentFrom(error, 'edit');
  return sent.state === 'retry' ? sent.afterMs : undefined;
}

/** The truth is told once: where Slack says that it is too much, it is told again after as long as Slack says. */
const insist = <T>(call: () => Promise<T>): Promise<T> => patiently(call, waitFor, PATIENCE_MS);

async function talkTo({ clients, installations }: Desk, tenant: string) {
  const installed = await installations.find(tenant);
  if (!installed) throw new Error('not installed');
  return clients.talk(installed.token);
}

/** The SDK's own way has no end, so this is a plain request. Slack names the address, in a request that it signed. */
async function respond(url: string, { text, blocks }: Message): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        response_type: 'ephemeral',
        replace_original: false,
        mrkdwn: false,
        text,
        blocks,
      }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** Tells the person alone. An echo: what must last is not told this way. */
export async function tell(desk: Desk, asker: Asker, answer: Answer): Promise<void> {
  const { tenant, user, channel, thread, responseUrl } = asker;
  const { text, blocks } = replyMessage(answer, desk.config.publicUrl);
  if (responseUrl && (await respond(responseUrl, { text, blocks }))) return;
  const client = await talkTo(desk, tenant);
  const content = { blocks: blocks as KnownBlock[], mrkdwn: false };
  if (channel !== undefined && !channel.startsWith('D')) {
    try {
      await insist(() =>
        client.chat.postEphemeral({
          channel,
          user,
          text,
          ...content,
          ...(thread === undefined ? {} : { thread_ts: thread }),
        }),
      );
      return;
    } catch (error) {
      desk.log.warn({ error, tenant, reason: errorCode(error) ?? 'other' }, 'an echo did not arrive');
    }
  }
  // On a lock screen it says no more than that (product rule 4).
  const quiet = { unfurl_links: false, unfurl_media: false };
  const post = client.chat.postMessage;
  await insist(() => post({ channel: user, text: ANSWER_NOTICE, ...content, ...quiet }));
}

/** Opens a modal; undefined when the trigger has had its three seconds. */
export async function openView(
  desk: Desk,
  tenant: string,
  trigger: string,
  view: ModalView,
): Promise<Opened | undefined> {
  try {
    const client = await talkTo(desk, tenant);
    const { view: opened } = await client.views.open({ trigger_id: trigger, view });
    return opened?.id === undefined ? undefined : { id: opened.id, hash: opened.hash };
  } catch (error) {
    desk.log.warn({ error, tenant, reason: errorCode(error) ?? 'other' }, 'a form could not be opened');
    return undefined;
  }
}

/** Puts something else into an open modal. Throws when it is closed by now. */
async function putView(desk: Desk, tenant: string, { id, hash }: Opened, view: ModalView): Promise<void> {
  const client = await talkTo(desk, tenant);
  try {
    await client.views.update({ view_id: id, view, ...(hash === undefined ? {} : { hash }) });
  } catch (error) {
    // Something of ours changed it in between; this is what it should show now.
    if (errorCode(error) !== 'hash_conflict') throw error;
    await client.views.update({ view_id: id, view });
  }
}

/** Says in an open modal that it takes longer. */
export async function sayWorking(desk: Desk, tenant: string, opened: Opened): Promise<void> {
  await putView(desk, tenant, opened, workingView()).catch((error: unknown) =>
    desk.log.warn({ error, tenant, reason: errorCode(error) ?? 'other' }, 'a form could not be changed'),
  );
}

/** Puts the answer into a modal; where that is closed by now, the person is told. */
export async function updateView(desk: Desk, asker: Asker, opened: Opened, answer: Answer): Promise<void> {
  const { tenant } = asker;
  try {
    await insist(() => putView(desk, tenant, opened, replyView(answer, desk.config.publicUrl)));
  } catch (error) {
    const { kind } = answer.reply;
    // Whoever closed it wants no form any more, and a change without words shows elsewhere.
    if (kind !== 'form' && kind !== 'none') return tell(desk, asker, answer);
    desk.log.warn({ error, tenant, reason: errorCode(error) ?? 'other' }, 'a form could not be shown');
  }
}
