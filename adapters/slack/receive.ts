import { createHash } from 'node:crypto';
import type { FormValues } from '../../src/kernel/card.ts';
import type { Envelope, Received } from '../../src/kernel/intent.ts';
import { channelPlace, directPlace } from '../../src/kernel/platform.ts';
import { accountFor } from './account.ts';
import type { ActionBody, CommandBody, SubmitBody } from './payload.ts';
import { PLATFORM } from './site.ts';
import { unescapeText } from './text.ts';

/** Our app's workspace, and when it came. */
export interface Arrived {
  readonly tenant: string;
  readonly now: Date;
}

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
