import type { Check } from './platform.ts';

/** One thing that was looked at; what to do about it is said only when it is not as it should be. */
export const check = (what: string, ok: boolean, todo: string): Check =>
  ok ? { what, ok } : { what, ok, todo };

/** Platforms refuse requests, or we theirs, at five minutes; at one it is time to say so. */
const CLOCK_MS = 60_000;

/** How far our clock is ahead of the one in a response's header, in ms; whole seconds, as the header is. */
export function aheadOf(response: Response, now: Date): number | undefined {
  const theirs = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(theirs) ? undefined : now.getTime() - theirs;
}

/** Whether this machine's clock is right, by that of a platform's owner ("Slack"); nothing where they did not say. */
export function clockCheck(platform: string, owner: string, ahead: number | undefined): readonly Check[] {
  if (ahead === undefined) return [];
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const way = ahead > 0 ? 'ahead of' : 'behind';
  const todo = `It is ${seconds} seconds ${way} ${owner}'s. Turn time synchronisation on: past five minutes every request is refused.`;
  return [check(`${platform}: this machine's clock`, Math.abs(ahead) <= CLOCK_MS, todo)];
}
