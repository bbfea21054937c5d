import type { News } from '../../src/kernel/platform.ts';
import { NOT_FOR_US } from './identify.ts';
import type { Installation } from './installations.ts';
import type { Site } from './site.ts';
import { errorCode } from './trouble.ts';
import { withToken } from './with-token.ts';

/** Does the token work? Where Slack does not answer, no. */
export const isWelcome = (site: Site, installed: Installation): Promise<boolean> =>
  withToken(site, installed, ({ token }) => site.clients.talk(token).auth.test()).then(
    () => true,
    () => false,
  );

interface At {
  readonly tenant: string;
  readonly channel: string;
}

/** Can we post there now? Undefined where nobody can say. */
async function canPost(site: Site, { tenant, channel: id }: At): Promise<boolean | undefined> {
  try {
    const installed = await site.installations.find(tenant);
    if (!installed) return undefined;
    const { channel } = await withToken(site, installed, ({ token }) =>
      site.clients.talk(token).conversations.info({ channel: id }),
    );
    return channel && channel.is_archived !== true && channel.is_member !== false;
  } catch (error) {
    return NOT_FOR_US.has(errorCode(error) ?? '') ? false : undefined;
  }
}

/**
 * What is true of a channel now: Slack repeats an event, and in no order. Where it does not answer, what it told is
 * believed.
 */
export async function asItIs(site: Site, at: At, news: News): Promise<News | undefined> {
  if (news.kind !== 'lost' && news.kind !== 'found') return news;
  const can = await canPost(site, at);
  if (can === undefined) return news;
  if (news.kind === 'lost') return can ? { kind: 'readers' } : news;
  return can ? news : undefined;
}
