/** What takes three words to name (platform, tenant, and what is there) as one text, for keys and buttons. */
export const joinId = (...parts: readonly string[]): string => parts.map(encodeURIComponent).join('/');

/** The words again; undefined for a text that is none of ours. */
export function splitId(id: string): readonly [platform: string, tenant: string, what: string] | undefined {
  const [platform, tenant, what] = id.split('/').map(decodeURIComponent);
  return platform && tenant && what ? [platform, tenant, what] : undefined;
}
