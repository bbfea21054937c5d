import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { FormValues, Token } from '../../src/kernel/card.ts';
import type { TaskForceId } from '../../src/kernel/ids.ts';
import type { Envelope, Received } from '../../src/kernel/intent.ts';
import { directPlace } from '../../src/kernel/platform.ts';
import { COMMAND_CHARS, FIELDS, TOKEN_CHARS, VALUE_CHARS } from './limits.ts';

export const PLATFORM = 'web';

interface Sender {
  /** The session's key. */
  readonly key: string;
  readonly account: string;
  readonly taskForce: { readonly id: TaskForceId };
}

const token = z.string().min(1).max(TOKEN_CHARS);
const nonce = z.string().regex(/^[\w-]{16,64}$/);

const commandBody = z.object({ q: z.string().max(COMMAND_CHARS), nonce });
const pressBody = z.object({ token, nonce });
const formBody = z.object({ t: token, nonce });

/** Names of fields stand apart from our own hidden ones; `m.` marks a choice of many, which is always a list. */
export const fieldName = (name: string, many: boolean): string => `${many ? 'm' : 'f'}.${name}`;

export function envelopeFor(
  { taskForce, account }: { taskForce: TaskForceId; account: string },
  deliveryId: string,
  receivedAt: Date,
): Envelope {
  const place = directPlace(account);
  return { platform: PLATFORM, tenant: taskForce, account, place, taskForce, deliveryId, receivedAt };
}

/** The same page sent twice, by a double click or a reload, is one delivery; the same button on a fresh page is another. */
function deliveryId(key: string, nonce: string, content: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify([key, nonce, ...content]));
  return `web-${digest.digest('base64url')}`;
}

const from = ({ account, taskForce }: Sender, delivery: string, now: Date): Envelope =>
  envelopeFor({ account, taskForce: taskForce.id }, delivery, now);

/** Something that is only looked at: each look is its own. */
export const look = (sender: Sender, now: Date): Envelope => from(sender, `web-${randomUUID()}`, now);

/** "/agenda add Budget" and "/convener agenda add Budget" are what people type elsewhere. */
export const withoutSlash = (typed: string): string =>
  typed.trimStart().replace(/^\/\s*(?:convener(?:\s+|$))?/iu, '');

export function receiveCommand(sender: Sender, body: URLSearchParams, now: Date): Received | undefined {
  const parsed = commandBody.safeParse(Object.fromEntries(body));
  if (!parsed.success) return undefined;
  const { q, nonce } = parsed.data;
  return {
    envelope: from(sender, deliveryId(sender.key, nonce, ['command', q]), now),
    intent: { kind: 'command', text: withoutSlash(q) },
  };
}

export interface Pressed {
  readonly token: Token;
  readonly nonce: string;
}

export function readPress(body: URLSearchParams): Pressed | undefined {
  const parsed = pressBody.safeParse(Object.fromEntries(body));
  return parsed.success ? parsed.data : undefined;
}

export function receivePress(sender: Sender, { token, nonce }: Pressed, now: Date): Received {
  return {
    envelope: from(sender, deliveryId(sender.key, nonce, ['press', token]), now),
    intent: { kind: 'press', token },
  };
}

export function receiveOpen(sender: Sender, given: string | undefined, now: Date): Received | undefined {
  const parsed = token.safeParse(given);
  return parsed.success
    ? { envelope: look(sender, now), intent: { kind: 'open', token: parsed.data } }
    : undefined;
}

export function valuesOf(body: URLSearchParams): FormValues | undefined {
  const entries = [...body].filter(([name]) => /^[fm]\./.test(name));
  if (entries.length > FIELDS || entries.some(([, value]) => value.length > VALUE_CHARS)) return undefined;
  const values = new Map<string, string | string[]>();
  for (const [name, value] of entries) {
    const field = name.slice(2);
    const known = values.get(field);
    if (name.startsWith('f.')) values.set(field, value.replaceAll('\r\n', '\n'));
    else values.set(field, Array.isArray(known) ? [...known, value] : [value]);
  }
  return Object.fromEntries(values);
}

export function receiveSubmit(sender: Sender, body: URLSearchParams, now: Date): Received | undefined {
  const parsed = formBody.safeParse(Object.fromEntries(body));
  const values = valuesOf(body);
  if (!parsed.success || !values) return undefined;
  const { t, nonce } = parsed.data;
  const content = ['form', t, JSON.stringify(Object.entries(values))];
  return {
    envelope: from(sender, deliveryId(sender.key, nonce, content), now),
    intent: { kind: 'submit', token: t, values },
  };
}
