import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FormValues } from '../../src/kernel/card.ts';
import type { Envelope, Intent } from '../../src/kernel/intent.ts';
import { channelPlace, directPlace } from '../../src/kernel/platform.ts';
import { accountFor } from './account.ts';
import { BUTTON_VALUE, PRIVATE_METADATA } from './limits.ts';
import { PLATFORM } from './site.ts';
import { unescapeText } from './text.ts';

/** One request, made out for the core. */
export interface Received {
  readonly envelope: Envelope;
  readonly intent: Intent;
}

/** Our app's workspace, and when it came. */
export interface Arrived {
  readonly tenant: string;
  readonly now: Date;
}

/** The grammar takes 2,000 characters and says so kindly. */
const COMMAND_CHARS = 8000;

const id = z.string().regex(/^[A-Z0-9]{2,40}$/);
const user = z.object({ id, team_id: id.optional() });
const team = z.object({ id }).nullish();

export const commandBody = z.object({
  command: z.string().max(40),
  text: z.string().max(COMMAND_CHARS).default(''),
  team_id: id,
  user_id: id,
  channel_id: id,
  trigger_id: z.string().min(1),
  response_url: z.string(),
});
export type CommandBody = z.output<typeof commandBody>;

const viewIn = z.object({
  id: z.string().min(1),
  hash: z.string().optional(),
  type: z.enum(['modal', 'home']),
});
export const actionBody = z.object({
  user,
  team,
  channel: z.object({ id }).optional(),
  view: viewIn.optional(),
  trigger_id: z.string().min(1),
  response_url: z.string().optional(),
  actions: z
    .array(z.object({ action_id: z.string(), value: z.string().max(BUTTON_VALUE).optional() }))
    .min(1),
});
export type ActionBody = z.output<typeof actionBody>;

const chosen = z.object({ value: z.string() }).nullish();
/** What a person put into a field, whatever kind it is; what is empty is null. */
const answer = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_user: id.nullish(),
  selected_option: chosen,
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
});
export const submitBody = z.object({
  user,
  team,
  view: z.object({
    id: z.string().min(1),
    private_metadata: z.string().max(PRIVATE_METADATA),
    blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), answer)) }),
  }),
});
export type SubmitBody = z.output<typeof submitBody>;

const deliveryId = (...parts: readonly string[]): string =>
  `slack-${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`;

/** A direct conversation is its person's own place: its id (D...) names nothing else. */
const placeOf = (channel: string | undefined, account: string): string | undefined =>
  channel === undefined ? undefined : channel.startsWith('D') ? directPlace(account) : channelPlace(channel);

interface From {
  readonly account: string;
  readonly channel?: string | undefined;
  readonly delivery: string;
}

function envelopeOf({ tenant, now }: Arrived, { account, channel, delivery }: From): Envelope {
  const place = placeOf(channel, account);
  const base = { platform: PLATFORM, tenant, account, deliveryId: delivery, receivedAt: now };
  return place === undefined ? base : { ...base, place };
}

const WORD: Readonly<Record<string, string>> = {
  '/agenda': 'agenda ',
  '/reportback': 'reportback ',
  '/convener': '',
};

/** `/agenda add Budget` is "agenda add Budget" to the core; undefined for a command that is not ours. */
export const commandText = ({ command, text }: Pick<CommandBody, 'command' | 'text'>): string | undefined => {
  const word = Object.hasOwn(WORD, command) ? WORD[command] : undefined;
  return word === undefined ? undefined : `${word}${unescapeText(text)}`.trim();
};

export function receiveCommand(body: CommandBody, text: string, arrived: Arrived): Received {
  const { tenant } = arrived;
  return {
    envelope: envelopeOf(arrived, {
      account: accountFor(tenant, body.team_id, body.user_id),
      channel: body.channel_id,
      delivery: deliveryId(tenant, 'trigger', body.trigger_id),
    }),
    intent: { kind: 'command', text },
  };
}

const homeTeam = ({ user: { team_id }, team: at }: Pick<ActionBody, 'user' | 'team'>): string | undefined =>
  team_id ?? at?.id;

/** What a press on a button of ours asks for; undefined for one that only opens a link. */
export function receiveAction(body: ActionBody, arrived: Arrived): Received | undefined {
  const [action] = body.actions;
  const [, kind] = /^(press|form):/.exec(action?.action_id ?? '') ?? [];
  if (kind === undefined || !action?.value) return undefined;
  return {
    envelope: envelopeOf(arrived, {
      account: accountFor(arrived.tenant, homeTeam(body), body.user.id),
      channel: body.channel?.id,
      delivery: deliveryId(arrived.tenant, 'trigger', body.trigger_id, action.action_id),
    }),
    intent: { kind: kind === 'form' ? 'open' : 'press', token: action.value },
  };
}

export interface Filled {
  readonly values: FormValues;
  /** The fields that hold a person: Slack gives the id alone, not where they are at home. */
  readonly people: readonly string[];
}

/** Fields by their names. Numbers come as text; what is empty is left out. */
export function readValues({ view }: SubmitBody): Filled {
  const values: Record<string, string | readonly string[]> = {};
  const people: string[] = [];
  for (const [name, elements] of Object.entries(view.state.values)) {
    const [given] = Object.values(elements);
    if (!given) continue;
    const one =
      given.value ??
      given.selected_date ??
      given.selected_time ??
      given.selected_user ??
      given.selected_option?.value;
    if (given.selected_options) values[name] = given.selected_options.map(({ value }) => value);
    else if (typeof one === 'string') values[name] = one.replaceAll('\r\n', '\n');
    if (given.selected_user) people.push(name);
  }
  return { values, people };
}

/** The same form sent twice is one delivery; corrected after an error it is another. */
export function receiveSubmit(body: SubmitBody, values: FormValues, arrived: Arrived): Received {
  const { id: view, private_metadata: token } = body.view;
  const content = JSON.stringify([token, Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
  return {
    envelope: envelopeOf(arrived, {
      account: accountFor(arrived.tenant, homeTeam(body), body.user.id),
      delivery: deliveryId(arrived.tenant, 'view', view, content),
    }),
    intent: { kind: 'submit', token, values },
  };
}

export interface Happened {
  readonly eventId: string;
  readonly user: string;
  readonly team: string | undefined;
  readonly channel?: string | undefined;
}

export const eventEnvelope = (
  { eventId, user: who, team: home, channel }: Happened,
  arrived: Arrived,
): Envelope =>
  envelopeOf(arrived, {
    account: accountFor(arrived.tenant, home, who),
    channel,
    delivery: deliveryId(arrived.tenant, 'event', eventId),
  });

/** What was said to us, without our own name. */
export const mentionText = (text: string, botUser: string): string =>
  unescapeText(text.replaceAll(new RegExp(`<@${botUser}(?:\\|[^>]*)?>`, 'g'), ' '))
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
