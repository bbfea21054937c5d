import type { Installation } from './installations.ts';
import type { Site } from './site.ts';
import { isNoAccess } from './trouble.ts';

/**
 * One piece of work with the workspace's token. The copy at hand may be older than a new installation or than what
 * another copy of Convener bought: refused, it is read again, and if that gave another token, the work is done once more.
 */
export async function withToken<T>(
  { installations }: Pick<Site, 'installations'>,
  installed: Installation,
  work: (installed: Installation) => Promise<T>,
): Promise<T> {
  try {
    return await work(installed);
  } catch (error) {
    if (!isNoAccess(error)) throw error;
    installations.forget(installed.tenant);
    const fresh = await installations.find(installed.tenant).catch(() => undefined);
    if (!fresh || fresh.token === installed.token) throw error;
    return work(fresh);
  }
}
