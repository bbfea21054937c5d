import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { raw } from 'hono/html';
import { z } from 'zod';
import { NOTE_COOKIE_CHARS, NOTE_SECONDS } from './limits.ts';
import type { Html } from './render.ts';
import { sameText, type Visitor } from './session.ts';
import type { WebContext } from './site.ts';

// The answer to a form, carried over the redirect to the page it is shown on, so that a browser without scripts can go
// back and reload. It travels in the browser of the one it is for: nothing is stored here, and any copy of us reads it.

export interface Kept {
  readonly note: Html;
  readonly at?: string;
}

const shape = z.object({ note: z.string(), at: z.string().optional() });

const nameOf = (secure: boolean): string => (secure ? '__Host-convener-note' : 'convener-note');
const optionsOf = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'Lax', secure }) as const;
const signed = (visitor: Visitor, packed: string): string => visitor.sign(`note ${packed}`);

/** False when it is too long for a cookie. */
export async function keepNote(
  c: WebContext,
  visitor: Visitor,
  kept: Kept,
  secure: boolean,
): Promise<boolean> {
  const note = String(await kept.note);
  const packed = deflateRawSync(JSON.stringify({ ...kept, note })).toString('base64url');
  const value = `${packed}.${signed(visitor, packed)}`;
  if (value.length > NOTE_COOKIE_CHARS) return false;
  setCookie(c, nameOf(secure), value, { ...optionsOf(secure), maxAge: NOTE_SECONDS });
  return true;
}

/** The note that waits for this visitor; it is there once. */
export function takeNote(c: WebContext, visitor: Visitor, secure: boolean): Kept | undefined {
  const value = getCookie(c, nameOf(secure));
  if (value === undefined) return undefined;
  deleteCookie(c, nameOf(secure), optionsOf(secure));
  const [packed = '', mark = ''] = value.split('.');
  if (value.length > NOTE_COOKIE_CHARS || !sameText(mark, signed(visitor, packed))) return undefined;
  const { note, at } = shape.parse(JSON.parse(inflateRawSync(Buffer.from(packed, 'base64url')).toString()));
  return at === undefined ? { note: raw(note) } : { note: raw(note), at };
}
