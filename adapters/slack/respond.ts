import type { Message } from './render.ts';

const TIMEOUT_MS = 5000;

/** `replace`: in place of the ephemeral message that was pressed. */
export type Respond = (url: string, message: Message, replace?: boolean) => Promise<void>;

/**
 * Tells the outcome to the one who asked, by the address that came with the command or press: five times within 30
 * minutes (docs: handling user interaction). Throws when it does not arrive.
 */
export const respond: Respond = async (url, { text, blocks }, replace = false) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: replace, text, blocks }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`response_url: ${response.status}`);
};
