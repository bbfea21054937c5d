import type { WebClient } from '@slack/web-api';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { directPlace, type Answer, type Host } from '../../src/kernel/platform.ts';
import { plain, rich, type Words } from '../../src/kernel/rich.ts';
import { accountFor } from './account.ts';
import { answerMessage, answerView, submitAck } from './answer.ts';
import { textBlock } from './blocks.ts';
import { PLATFORM, type Log } from './config.ts';
import { failureOf } from './errors.ts';
import { inTime, type createUnderway } from './in-time.ts';
import { newsOf } from './news.ts';
import {
  receiveAction,
  receiveCommand,
  receiveMention,
  receiveSubmit,
  type ReceivedAction,
} from './receive.ts';
import { cardBlocks, VIEW, type Message } from './render.ts';
import { loadingView, messageView } from './render-form.ts';
import type { Respond } from './respond.ts';

export interface Handling {
  readonly host: Host;
  readonly publicUrl: string;
  readonly log: Log;
  readonly now: () => Date;
  readonly underway: ReturnType<typeof createUnderway>;
  readonly respond: Respond;
}

/** What Bolt found out about a request: which workspace's installation it is for. */
export interface At {
  readonly tenant: string;
  readonly client: WebClient;
  readonly botUserId: string;
}

const NO_WORDS: Words = { names: new Map(), zone: 'UTC', home: 'UTC' };
const STILL: Message = {
  text: 'Still working on it: the outcome comes here in a moment.',
  blocks: textBlock([plain('Still working on it: the outcome comes here in a moment.')], NO_WORDS),
};
const UNREADABLE: Message = {
  text: 'That could not be read. Please try again.',
  blocks: textBlock([plain('That could not be read. Please try again.')], NO_WORDS),
};

/** The acknowledgement of a command takes a message as well. */
export type Ack<T> = (answer?: T) => Promise<void>;

const asAck = ({ text, blocks }: Message) => ({
  response_type: 'ephemeral' as const,
  text,
  blocks: [...blocks],
});

/** `/agenda`, `/reportback`, `/convener`. */
export async function onCommand(
  it: Handling,
  at: At,
  body: unknown,
  ack: Ack<ReturnType<typeof asAck>>,
): Promise<void> {
  const received = receiveCommand(body, it.now());
  if (!received) return ack(asAck(UNREADABLE));
  const { envelope, intent, text, trigger, responseUrl } = received;
  const handled = it.host.handle(envelope, intent);
  const tell = async (answer: Answer): Promise<void> => {
    const message = answerMessage(answer, it.publicUrl);
    if (message) await it.respond(responseUrl, message);
  };
  if (it.host.opensForm(text)) {
    await ack();
    it.underway.run(openDialog(it, at, { trigger, handled, otherwise: tell }));
    return undefined;
  }
  const done = await inTime(handled);
  if (done === 'late') {
    await ack(asAck(STILL));
    it.underway.run(handled.then(tell));
    return undefined;
  }
  const message = answerMessage(done.value, it.publicUrl);
  return message ? ack(asAck(message)) : ack();
}

interface Dialog {
  readonly trigger: string;
  readonly handled: Promise<Answer>;
  /** When no dialog could be opened. */
  readonly otherwise: (answer: Answer) => Promise<void>;
  /** A button inside a dialog puts the next one on top. */
  readonly onTop?: boolean;
}

/** A trigger lives three seconds, so the dialog opens empty and is filled when the core has answered. */
async function openDialog(
  { publicUrl, log }: Handling,
  { client, tenant }: At,
  dialog: Dialog,
): Promise<void> {
  const { trigger, handled, otherwise, onTop = false } = dialog;
  const view = loadingView(NO_WORDS);
  const opening = onTop
    ? client.views.push({ trigger_id: trigger, view })
    : client.views.open({ trigger_id: trigger, view });
  const opened = await opening.then(
    (result) => ({ id: result.view?.id, hash: result.view?.hash }),
    (error: unknown) => {
      const failure = failureOf(error);
      const code = failure.kind === 'limited' ? 'rate-limited' : failure.code;
      log.warn({ platform: PLATFORM, tenant, code }, 'A dialog could not be opened.');
      return undefined;
    },
  );
  const answer = await handled;
  const filled =
    answerView(answer, publicUrl) ?? messageView('Convener', textBlock([plain('Done.')], answer.words));
  if (opened?.id) await updateView(client, { id: opened.id, hash: opened.hash, view: filled });
  else await otherwise(answer);
}

/** With the hash that we know; where another answer was faster, ours is the newer. */
async function updateView(
  client: WebClient,
  { id, hash, view }: { id: string; hash: string | undefined; view: ModalView },
): Promise<void> {
  try {
    await client.views.update({ view_id: id, view, ...(hash ? { hash } : {}) });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind !== 'refused' || failure.code !== 'hash_conflict') throw error;
    await client.views.update({ view_id: id, view });
  }
}

/** A press, or a button that opens a form; acknowledged at once, answered where it stood. */
export async function onAction(it: Handling, at: At, body: unknown, ack: Ack<never>): Promise<void> {
  await ack();
  const received = receiveAction(body, at.tenant, it.now());
  if (!received) return;
  const { envelope, intent, trigger, stood } = received;
  const handled = it.host.handle(envelope, intent);
  const otherwise = (answer: Answer): Promise<void> => answerPress(it, at, received, answer);
  it.underway.run(
    intent.kind === 'open'
      ? openDialog(it, at, { trigger, handled, otherwise, onTop: stood === 'modal' })
      : pressed(it, { handled, received, otherwise }),
  );
}

async function pressed(
  it: Handling,
  work: {
    handled: Promise<Answer>;
    received: ReceivedAction;
    otherwise: (answer: Answer) => Promise<void>;
  },
): Promise<void> {
  const { handled, received, otherwise } = work;
  const url = received.responseUrl;
  if ((await inTime(handled)) === 'late' && url) await it.respond(url, STILL);
  await otherwise(await handled);
}

async function answerPress(
  it: Handling,
  { client }: At,
  { envelope, stood, view, responseUrl }: ReceivedAction,
  answer: Answer,
): Promise<void> {
  const message = answerMessage(answer, it.publicUrl);
  if (stood === 'home')
    return publishHome(it, client, envelope.account, await it.host.home(envelope), message);
  if (stood === 'modal' && view) {
    const next = answerView(answer, it.publicUrl);
    return next ? updateView(client, { ...view, view: next }) : undefined;
  }
  // A card in place of the one that was pressed; a note beside it.
  const replace = stood === 'ephemeral' && answer.reply.kind === 'card';
  return message && responseUrl ? it.respond(responseUrl, message, replace) : undefined;
}

/** "My day", with the answer to what was pressed there on top of it. */
async function publishHome(
  it: Handling,
  client: WebClient,
  user: string,
  { reply, words }: Answer,
  message?: Message,
): Promise<void> {
  const blocks =
    reply.kind === 'card'
      ? cardBlocks(reply.card, words, it.publicUrl, VIEW)
      : (answerMessage({ reply, words }, it.publicUrl)?.blocks ?? []);
  const all = [...(message ? [...message.blocks, { type: 'divider' } as const] : []), ...blocks];
  await client.views.publish({ user_id: user, view: { type: 'home', blocks: all.slice(0, 100) } });
}

type SubmitAnswer = NonNullable<ReturnType<typeof submitAck>>;

/** A submitted form: its errors or its outcome go into the acknowledgement, or into the dialog when it took too long. */
export async function onSubmit(it: Handling, at: At, body: unknown, ack: Ack<SubmitAnswer>): Promise<void> {
  const received = receiveSubmit(body, at.tenant, it.now());
  if (!received) return ack();
  const { envelope, intent, view } = received;
  const handled = it.host.handle(envelope, intent);
  const done = await inTime(handled);
  if (done !== 'late') {
    const answer = submitAck(done.value, it.publicUrl);
    return answer ? ack(answer) : ack();
  }
  await ack({ response_action: 'update', view: messageView('Convener', STILL.blocks) });
  const later = async (): Promise<void> => {
    const answer = await handled;
    const next =
      answerView(answer, it.publicUrl) ?? messageView('Convener', textBlock(rich`Done.`, answer.words));
    await updateView(at.client, { id: view.id, hash: undefined, view: next });
  };
  it.underway.run(later());
  return undefined;
}

const eventBody = z.object({
  event: z.looseObject({ type: z.string(), user: z.unknown().optional(), tab: z.string().optional() }),
});
type Event = z.output<typeof eventBody>['event'];

/** Events are acknowledged by Bolt; what they need is done here. */
export async function onEvent(it: Handling, at: At, body: unknown, gone: () => Promise<void>): Promise<void> {
  const parsed = eventBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { event } = parsed.data;
  const { type } = event;
  if (type === 'app_mention') return onMention(it, at, body);
  if (type === 'app_home_opened') return onHome(it, at, event);
  const told = newsOf(type, event, at.botUserId);
  if (!told) return undefined;
  if (told.place === undefined) await gone();
  const place = told.place === undefined ? {} : { place: told.place };
  return it.host.news({ platform: PLATFORM, tenant: at.tenant, ...place }, told.news);
}

/** Seen by the writer alone: an echo, and never a record (Slack does not promise to deliver it). */
async function onMention(it: Handling, at: At, body: unknown): Promise<void> {
  const received = receiveMention(body, at, it.now());
  if (!received) return;
  const { envelope, intent, channel, user, thread } = received;
  const message = answerMessage(await it.host.handle(envelope, intent), it.publicUrl);
  if (!message) return;
  await at.client.chat.postEphemeral({
    channel,
    user,
    text: message.text,
    blocks: [...message.blocks],
    ...(thread ? { thread_ts: thread } : {}),
  });
}

async function onHome(it: Handling, at: At, { user, tab }: Event): Promise<void> {
  if (typeof user !== 'string' || (tab !== undefined && tab !== 'home')) return;
  const account = accountFor(user, undefined, at.tenant);
  const envelope = {
    platform: PLATFORM,
    tenant: at.tenant,
    account,
    place: directPlace(account),
    deliveryId: `home ${user}`,
    receivedAt: it.now(),
  };
  await publishHome(it, at.client, user, await it.host.home(envelope));
}
