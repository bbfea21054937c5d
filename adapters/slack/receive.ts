import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FormValues } from '../../src/kernel/card.ts';
import type { Envelope, Intent } from '../../src/kernel/intent.ts';
import { channelPlace, directPlace } from '../../src/kernel/platform.ts';
import { accountFor } from './account.ts';
import { PLATFORM } from './config.ts';
import { ACTIONS } from './render.ts';

/** One request, made out for the core. */
export interface Received {
  readonly envelope: Envelope;
  readonly intent: Intent;
}

/** Slack sends & < > of typed text as entities (docs: formatting message text); once in, texts are raw. */
export const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Slack's ids of direct conversations begin with D. */
const placeOf = (channel: string, account: string): string =>
  channel.startsWith('D') ? directPlace(account) : channelPlace(channel);

const id = z.string().min(1).max(64);

const commandBody = z.object({
  command: z.string().max(64),
  text: z.string().max(4000).default(''),
  trigger_id: z.string().min(1).max(200),
  user_id: id,
  team_id: id,
  channel_id: id,
  response_url: z.string().max(2000).default(''),
});

export interface ReceivedCommand extends Received {
  readonly text: string;
  readonly trigger: string;
  readonly responseUrl: string;
}

/** `/agenda add Budget` and `/convener agenda add Budget` mean the same. */
const wordsOf = (command: string, text: string): string =>
  command === '/convener' ? text.trim() : `${command.slice(1)} ${text}`.trim();

export function receiveCommand(body: unknown, now: Date): ReceivedCommand | undefined {
  const parsed = commandBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { command, text, trigger_id, user_id, team_id, channel_id, response_url } = parsed.data;
  const account = accountFor(user_id, undefined, team_id);
  const words = wordsOf(command, unescape(text)) || 'help';
  return {
    envelope: {
      platform: PLATFORM,
      tenant: team_id,
      account,
      place: placeOf(channel_id, account),
      deliveryId: trigger_id,
      receivedAt: now,
    },
    intent: { kind: 'command', text: words },
    text: words,
    trigger: trigger_id,
    responseUrl: response_url,
  };
}

const userBody = z.object({ id, team_id: id.optional() });

const viewBody = z.object({
  id,
  hash: z.string().max(200).optional(),
  type: z.string().max(20).optional(),
  private_metadata: z.string().max(3000).default(''),
  app_installed_team_id: id.optional(),
});

const actionBody = z.object({
  user: userBody,
  team: z.object({ id }).nullish(),
  channel: z.object({ id }).nullish(),
  trigger_id: z.string().min(1).max(200),
  response_url: z.string().max(2000).optional(),
  container: z
    .object({ type: z.string().max(40).optional(), is_ephemeral: z.boolean().optional() })
    .optional(),
  view: viewBody.nullish(),
  actions: z
    .array(z.object({ action_id: z.string().max(255), value: z.string().max(2000).optional() }))
    .min(1),
});

/** Where the button stood: what the answer can change. */
export type Stood = 'message' | 'ephemeral' | 'modal' | 'home';

export interface ReceivedAction extends Received {
  readonly trigger: string;
  readonly responseUrl: string | undefined;
  readonly stood: Stood;
  readonly view: { readonly id: string; readonly hash: string | undefined } | undefined;
}

function stoodIn({ container, view }: z.output<typeof actionBody>): Stood {
  if (view?.type === 'home') return 'home';
  if (view) return 'modal';
  return container?.is_ephemeral === true ? 'ephemeral' : 'message';
}

/** A press, or a button that opens a form. Undefined for what carries nothing of ours, a link's press included. */
export function receiveAction(body: unknown, tenant: string, now: Date): ReceivedAction | undefined {
  const parsed = actionBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, channel, trigger_id, response_url, actions, view } = parsed.data;
  const [{ action_id, value } = { action_id: '', value: undefined }] = actions;
  const kind = action_id.startsWith(ACTIONS.open) ? 'open' : 'press';
  if (value === undefined || !(kind === 'open' || action_id.startsWith(ACTIONS.press))) return undefined;
  const account = accountFor(user.id, user.team_id, tenant);
  return {
    envelope: {
      platform: PLATFORM,
      tenant,
      account,
      place: channel ? placeOf(channel.id, account) : directPlace(account),
      deliveryId: trigger_id,
      receivedAt: now,
    },
    intent: { kind, token: value },
    trigger: trigger_id,
    responseUrl: response_url,
    stood: stoodIn(parsed.data),
    view: view ? { id: view.id, hash: view.hash } : undefined,
  };
}

const option = z.object({ value: z.string().max(200) });
const elementState = z.looseObject({
  value: z.string().nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_user: z.string().nullish(),
});

const submitBody = z.object({
  user: userBody,
  view: viewBody.extend({
    state: z.object({ values: z.record(z.string(), z.record(z.string(), elementState)) }),
  }),
});

function valueOf(state: z.output<typeof elementState>): string | readonly string[] {
  if (state.selected_options) return state.selected_options.map(({ value }) => value);
  return (
    state.value ??
    state.selected_option?.value ??
    state.selected_date ??
    state.selected_time ??
    state.selected_user ??
    ''
  );
}

/** Values by field name: a block of the form is one field. */
function valuesOf(
  values: Readonly<Record<string, Readonly<Record<string, z.output<typeof elementState>>>>>,
): FormValues {
  const entries = Object.entries(values).flatMap(([field, elements]) => {
    const [state] = Object.values(elements);
    return state ? [[field, valueOf(state)] as const] : [];
  });
  return Object.fromEntries(entries);
}

export interface ReceivedSubmit extends Received {
  readonly view: { readonly id: string; readonly hash: string | undefined };
}

/** The same form sent twice with the same content is one delivery; corrected after an error it is another. */
export function receiveSubmit(body: unknown, tenant: string, now: Date): ReceivedSubmit | undefined {
  const parsed = submitBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, view } = parsed.data;
  const values = valuesOf(view.state.values);
  const account = accountFor(user.id, user.team_id, tenant);
  const content = JSON.stringify([view.private_metadata, Object.entries(values)]);
  const digest = createHash('sha256').update(content).digest('base64url');
  return {
    envelope: {
      platform: PLATFORM,
      tenant,
      account,
      place: directPlace(account),
      deliveryId: `${view.id} ${digest}`,
      receivedAt: now,
    },
    intent: { kind: 'submit', token: view.private_metadata, values },
    view: { id: view.id, hash: view.hash },
  };
}

const mentionBody = z.object({
  event_id: z.string().min(1).max(64),
  event: z.object({
    user: id,
    text: z.string().max(40_000).default(''),
    channel: id,
    thread_ts: z.string().max(40).optional(),
    user_team: id.optional(),
    team: id.optional(),
  }),
});

export interface ReceivedMention extends Received {
  readonly channel: string;
  readonly user: string;
  readonly thread: string | undefined;
}

/** "@Convener agenda" in a channel: the mention of the bot itself is no text. */
export function receiveMention(
  body: unknown,
  { tenant, botUserId }: { tenant: string; botUserId: string },
  now: Date,
): ReceivedMention | undefined {
  const parsed = mentionBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { event_id, event } = parsed.data;
  const account = accountFor(event.user, event.user_team ?? event.team, tenant);
  const text = unescape(event.text.replaceAll(new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`, 'g'), ' ')).trim();
  return {
    envelope: {
      platform: PLATFORM,
      tenant,
      account,
      place: placeOf(event.channel, account),
      deliveryId: event_id,
      receivedAt: now,
    },
    intent: { kind: 'mention', text },
    channel: event.channel,
    user: event.user,
    thread: event.thread_ts,
  };
}
