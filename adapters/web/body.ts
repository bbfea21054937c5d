import type { Context } from 'hono';
import { BODY_BYTES } from './limits.ts';
import { tooLarge, unclear } from './refusal.ts';

/** The body of a request as text, at most 64 KB of it unless told otherwise. */
export async function bodyText(c: Context, most = BODY_BYTES): Promise<string> {
  if (Number(c.req.header('content-length') ?? 0) > most) throw tooLarge();
  const stream = c.req.raw.body;
  if (!stream) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const isType = (c: Context, type: string): boolean =>
  (c.req.header('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase() === type;

export const isJson = (c: Context): boolean => isType(c, 'application/json');

/** A form as browsers send it by default; our pages have no other, and no files. */
export async function bodyForm(c: Context, most?: number): Promise<URLSearchParams> {
  if (!isType(c, 'application/x-www-form-urlencoded')) throw unclear();
  return new URLSearchParams(await bodyText(c, most));
}
