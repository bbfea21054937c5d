import { createHash, randomUUID } from 'node:crypto';
import type { FormValues } from '../../src/kernel/card.ts';
import type { Envelope, Intent } from '../../src/kernel/intent.ts';
import { channelPlace, directPlace } from '../../src/kernel/platform.ts';
import { accountFor, lower } from './account.ts';
import type { Conversation } from './conversations.ts';
import type { ActivityBody, Pressed } from './payload.ts';
import { readValues } from './payload.ts';
import { PLATFORM } from './site.ts';

/** One activity, made out: who, where, and what we now know of that conversation. */
export interface Turn {
  readonly tenant: string;
  readonly account: string;
  readonly place: string;
  readonly told: Conversation;
  readonly body: ActivityBody;
  readonly now: Date;
}

/** Without the message that a thread began with: where the whole channel is. */
const baseOf = (conversation: string): string => conversation.split(';', 1)[0]!;

export function kindOf({ conversation, channelData }: ActivityBody): Conversation['kind'] {
  const { conversationType: said, id } = conversation;
  if (said === 'personal' || said === 'channel' || said === 'groupChat') return said;
  if (!id.startsWith('19:')) return 'personal';
  return channelData?.channel?.id || channelData?.team?.id ? 'channel' : 'groupChat';
}

/** Whose conversation it is: the tenant that Teams says it is in. */
export const tenantOf = ({ conversation, channelData }: ActivityBody): string | undefined =>
  lower(conversation.tenantId) ?? lower(channelData?.tenant?.id);

function labelOf({ conversation, channelData }: ActivityBody): string | undefined {
  const { team, channel } = channelData ?? {};
  // The channel that every team has comes without a name.
  const name = channel?.name || (channel?.id && channel.id === team?.id ? 'General' : undefined);
  if (!name) return conversation.name || undefined;
  return team?.name ? `${team.name}, ${name}` : name;
}

/** What an activity tells of its conversation. In a channel that is the channel, whichever thread it stands in. */
export function conversationOf(body: ActivityBody): Conversation {
  const { serviceUrl, recipient, channelData } = body;
  const kind = kindOf(body);
  const label = kind === 'personal' ? undefined : labelOf(body);
  const { team, channel } = channelData ?? {};
  return {
    kind,
    conversation: baseOf(body.conversation.id),
    serviceUrl,
    ...(recipient ? { bot: recipient.id } : {}),
    ...(kind === 'channel' && team?.id ? { team: team.id } : {}),
    ...(kind === 'channel' && channel?.type ? { channelType: channel.type.toLowerCase() } : {}),
    ...(label ? { label } : {}),
  };
}

/** Who did it; undefined for bots and for people without an Entra id, whom no roster can know. */
export function accountOf(body: ActivityBody, tenant: string, home: string | undefined): string | undefined {
  const id = lower(body.from?.aadObjectId);
  return id === undefined ? undefined : accountFor(tenant, lower(body.from?.tenantId) ?? home, id);
}

export const placeOf = (body: ActivityBody, account: string | undefined): string | undefined =>
  kindOf(body) === 'personal' ? account && directPlace(account) : channelPlace(baseOf(body.conversation.id));

/** Teams delivers again what was not answered: by the conversation and the activity it is known. */
function deliveryId({ conversation, id }: ActivityBody): string {
  const parts = JSON.stringify([conversation.id, id || randomUUID()]);
  return `teams-${createHash('sha256').update(parts).digest('base64url')}`;
}

export const envelopeOf = ({ tenant, account, place, body, now }: Turn): Envelope => ({
  platform: PLATFORM,
  tenant,
  account,
  place,
  deliveryId: deliveryId(body),
  receivedAt: now,
});

const SIGNS: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#160': ' ',
};

const mentionsOf = ({ entities, recipient }: ActivityBody): readonly string[] =>
  (entities ?? []).flatMap((entity) => {
    const { type, text, mentioned } = entity as {
      type?: unknown;
      text?: unknown;
      mentioned?: { id?: unknown };
    };
    return type === 'mention' && typeof text === 'string' && mentioned?.id === recipient?.id ? [text] : [];
  });

/** Were we spoken to? Without a mention Teams does not send it, unless an administrator let us read everything. */
export const isMentioned = (body: ActivityBody): boolean => mentionsOf(body).length > 0;

/** What was said to us, without our own name, as one line. */
export function commandText(body: ActivityBody): string {
  const without = mentionsOf(body).reduce((text, name) => text.replaceAll(name, ' '), body.text ?? '');
  return (
    without
      // Other people's mentions are their names.
      .replaceAll(/<\/?at(?:\s[^>]{0,200})?>/g, '')
      .replaceAll(/&(amp|lt|gt|quot|nbsp|#160);/g, (_, sign: string) => SIGNS[sign]!)
      .replaceAll(/\s+/g, ' ')
      .trim()
      // As it is typed elsewhere: "/agenda", "/convener agenda", or "@Convener agenda" without choosing the name.
      .replace(/^[/@]/, '')
      .replace(/^convener\s+/i, '')
      .trim()
  );
}

/** What a button or form of ours asks for. */
export function pressedIntent(data: Pressed): Intent {
  const { t: token } = data;
  switch (data.convener) {
    case 'press':
      return { kind: 'press', token };
    case 'open':
      return { kind: 'open', token };
    case 'submit':
      return { kind: 'submit', token, values: readValues(data) satisfies FormValues };
    default:
      return data.convener satisfies never;
  }
}
