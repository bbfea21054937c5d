import { allMessages } from './errors.ts';

/** What may be shown of a connection URL. Never the password. */
export interface Target {
  readonly user: string;
  /** `host:port/database`. */
  readonly where: string;
  readonly database: string;
  /** How long to wait for a connection: `connect_timeout` (seconds), as in libpq; 10 s if not given. */
  readonly connectMs: number;
}

const CONNECT_MS = 10_000;
const FORM = 'It has the form postgresql://USER:PASSWORD@HOST:5432/DATABASE';
const ESCAPE = 'Percent-encode special characters in the password: # is %23, / is %2F, ? is %3F, @ is %40.';

/** Reads DATABASE_URL for messages, and refuses what would be misread. No error repeats any of the text. */
export function readUrl(text: string): Target {
  const url = parse(text);
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw new Error(`DATABASE_URL does not name a PostgreSQL server. ${FORM}.`);
  }
  // A raw # / or ? in a password ends the host early; the @ after it gives it away. Half a password must not be shown.
  if (
    url.hash !== '' ||
    (url.username === '' && /@/.test(url.pathname + url.search)) ||
    url.pathname.lastIndexOf('/') > 0
  ) {
    throw new Error(`DATABASE_URL cannot be read. ${FORM}. ${ESCAPE}`);
  }
  const database = decodeURIComponent(url.pathname.slice(1)) || '(default)';
  const host = url.hostname || url.searchParams.get('host') || 'localhost';
  const user = decodeURIComponent(url.username) || url.searchParams.get('user') || '(default)';
  const seconds = Number(url.searchParams.get('connect_timeout') ?? 0);
  const connectMs = seconds > 0 ? seconds * 1000 : CONNECT_MS;
  return { user, database, connectMs, where: `${host}:${url.port || '5432'}/${database}` };
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    // The URL error carries the text: it is no cause of ours.
    throw new Error(`DATABASE_URL cannot be read. ${FORM}. ${ESCAPE}`);
  }
}

/** Turns a failed first connection into a sentence with the next step. */
export function explainConnection(error: unknown, target: Target): Error {
  const advice = adviceFor(error, target) ?? `${allMessages(error)}.`;
  return new Error(`Cannot use the database at ${target.where}: ${advice}`, { cause: error });
}

const codeOf = (error: unknown): string => {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
};

function adviceFor(error: unknown, target: Target): string | undefined {
  const byCode = ADVICE[codeOf(error)]?.(target);
  if (byCode !== undefined) return byCode;
  const said = allMessages(error);
  if (/timeout|timed out|ETIMEDOUT/i.test(said)) {
    return 'it does not answer. Check the host and port, and that a firewall lets this machine through.';
  }
  if (/does not support SSL/i.test(said))
    return 'it does not speak TLS. Remove sslmode from DATABASE_URL, or turn TLS on there.';
  if (/certificate/i.test(said))
    return `its TLS certificate is not trusted (${said}). Give its authority with sslrootcert=FILE in DATABASE_URL.`;
  if (/password must be a string|no password/i.test(said))
    return 'it asks for a password, and DATABASE_URL has none.';
  if (/terminated unexpectedly|ECONNRESET/i.test(said))
    return 'it closed the connection. Check that the port is a PostgreSQL server, then try again.';
  return undefined;
}

const ADVICE: Readonly<Record<string, (target: Target) => string>> = {
  ECONNREFUSED: () => 'nobody answers there. Check the host and port, and that the server runs.',
  ENOENT: () => 'nobody answers there. Check the host and port, and that the server runs.',
  EHOSTUNREACH: () => 'there is no way to that host. Check the host name and the network.',
  ENETUNREACH: () => 'there is no way to that host. Check the host name and the network.',
  ENOTFOUND: () => 'there is no host of that name. Check the host in DATABASE_URL.',
  EAI_AGAIN: () =>
    'the host name could not be looked up. Check the host in DATABASE_URL and the name service.',
  ERR_INVALID_URL: () => 'DATABASE_URL cannot be read.',
  '28P01': ({ user }) => `it refuses the password of user ${user}. Check DATABASE_URL. ${ESCAPE}`,
  '28000': ({ user }) => `it does not let user ${user} in. Check the user and the server's pg_hba.conf.`,
  '3D000': ({ database, user }) =>
    `there is no database ${database}. Create it: CREATE DATABASE "${database}" OWNER "${user}";`,
  '42501': ({ user, database }) =>
    `user ${user} may not use it. Run there: GRANT CONNECT, CREATE ON DATABASE "${database}" TO "${user}";`,
  '53300': () => 'it has no connection left. Close others, or raise max_connections there.',
  '57P03': () => 'it is just starting or stopping. Try again in a minute.',
};
