/** The name in a Host header, without its port. */
function nameOf(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return '';
  }
}

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Is this one of the names the demo answers to? It signs in whoever comes, so a page elsewhere must not be able to reach
 * it by pointing a name of its own at this machine.
 */
export function isKnownHost(host: string, publicUrl: string): boolean {
  const name = nameOf(host);
  return LOCAL.has(name) || (name !== '' && name === new URL(publicUrl).hostname);
}

interface Source {
  readonly fetchSite: string | undefined;
  readonly origin: string | undefined;
  readonly host: string;
}

/**
 * Did a page of ours send this? Browsers say so in Sec-Fetch-Site, older ones in Origin; what says nothing is no browser,
 * or one that the token in the form must vouch for.
 */
export function isOwnSite({ fetchSite, origin, host }: Source, publicUrl: string): boolean {
  if (fetchSite !== undefined) return fetchSite === 'same-origin' || fetchSite === 'none';
  if (origin === undefined) return true;
  if (origin === new URL(publicUrl).origin) return true;
  // A proxy may end TLS before us, so the scheme is not compared.
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
