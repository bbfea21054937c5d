import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { isPowerful, type Person } from '../../src/kernel/access.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { TaskForceId } from '../../src/kernel/ids.ts';
import type { Host, Records } from '../../src/kernel/platform.ts';
import { POWERFUL_SESSION_MS, SESSION_MS } from './limits.ts';
import { envelopeFor } from './receive.ts';

type Known = NonNullable<Awaited<ReturnType<Host['whoIs']>>>;

/** Who sent this request, as the roster says now. */
export interface Visitor {
  /** The session's key in the records: the hash of the cookie. */
  readonly key: string;
  readonly account: string;
  readonly person: Person;
  readonly taskForce: Known['taskForce'];
  /** Binds something we hand out to this session. */
  readonly sign: (text: string) => string;
  readonly csrf: string;
}

export interface Account {
  readonly taskForce: TaskForceId;
  readonly account: string;
}

interface SessionDeps {
  readonly host: Host;
  readonly records: Records;
  /** The machine's: how long someone is trusted does not follow the demo's clock. */
  readonly clock: Clock;
  readonly secure: boolean;
  readonly demo: boolean;
}

const KIND = 'session';
const COOKIE = /^[\w-]{43}$/;

const stored = z.object({ taskForce: z.string(), account: z.string(), startedAt: z.number() });

const keyOf = (cookie: string): string => createHash('sha256').update(cookie).digest('hex');

export function sameText(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}

export type Sessions = ReturnType<typeof createSessions>;

/** Sessions: the cookie holds 32 random bytes, the records only their hash; the role is asked for at every request. */
export function createSessions({ host, records, clock, secure, demo }: SessionDeps) {
  const name = secure ? '__Host-convener' : 'convener';
  const options = { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const;
  const lifeOf = (person: Person): number =>
    isPowerful(person.roles) && !demo ? POWERFUL_SESSION_MS : SESSION_MS;

  const cookieOf = (c: Context): string | undefined => {
    const cookie = getCookie(c, name);
    return cookie !== undefined && COOKIE.test(cookie) ? cookie : undefined;
  };
  const whoIs = ({ taskForce, account }: Account): Promise<Known | undefined> =>
    host.whoIs(envelopeFor({ taskForce, account }, 'who', host.now()));
  const visitor = (cookie: string, account: string, known: Known): Visitor => {
    const sign = (text: string): string => createHmac('sha256', cookie).update(text).digest('base64url');
    return { key: keyOf(cookie), account, sign, csrf: sign('form'), ...known };
  };

  const end = async (c: Context): Promise<void> => {
    const cookie = cookieOf(c);
    if (cookie) await records.remove(KIND, keyOf(cookie));
    deleteCookie(c, name, options);
  };

  return {
    end,
    /** The visitor behind the cookie, or undefined when signed out, too old or not on the roster. */
    async open(c: Context): Promise<Visitor | undefined> {
      const cookie = cookieOf(c);
      const found = cookie && stored.safeParse(await records.get(KIND, keyOf(cookie)));
      if (!cookie || !found || !found.success) return undefined;
      const { account, startedAt } = found.data;
      const known = await whoIs({ taskForce: found.data.taskForce as TaskForceId, account });
      if (!known) return undefined;
      // Someone may have been given power, or a new link, since they signed in.
      const ended = known.sessionsSince !== undefined && startedAt < known.sessionsSince.getTime();
      const lasts = startedAt + lifeOf(known.person) > clock.now().getTime();
      if (lasts && !ended) return visitor(cookie, account, known);
      await end(c);
      return undefined;
    },
    /** The same visitor, after they did something. */
    async again(before: Visitor): Promise<Visitor> {
      const known = await whoIs({ taskForce: before.taskForce.id, account: before.account });
      return known ? { ...before, ...known } : before;
    },
    /** Starts a session in place of the one there was; undefined when the roster does not know the account. */
    async begin(c: Context, account: Account): Promise<Visitor | undefined> {
      const known = await whoIs(account);
      if (!known) return undefined;
      await end(c);
      const cookie = randomBytes(32).toString('base64url');
      const now = clock.now().getTime();
      const life = lifeOf(known.person);
      await records.put(KIND, keyOf(cookie), { ...account, startedAt: now }, new Date(now + life));
      setCookie(c, name, cookie, { ...options, maxAge: Math.floor(life / 1000) });
      return visitor(cookie, account.account, known);
    },
  };
}
