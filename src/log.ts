import pino from 'pino';
import type { Log } from './kernel/log.ts';

export type { Log } from './kernel/log.ts';

/** What may stand in a log line. Everything else is left out: no text, no names, whatever a caller passes. */
const ALLOWED = new Set([
  'account',
  'action',
  'attempts',
  'code',
  'count',
  'cue',
  'delivery',
  'engine',
  'error',
  'folder',
  'instance',
  'intent',
  'kind',
  'lane',
  'lease',
  'member',
  'message',
  'method',
  'ms',
  'platform',
  'port',
  'reason',
  'reference',
  'role',
  'route',
  'signal',
  'state',
  'status',
  'taskForce',
  'tenant',
  'version',
]);

interface ErrorFields {
  readonly type: string;
  readonly code?: string;
  readonly at: readonly string[];
}

// The message of an error can carry what a person typed (a database driver repeats its parameters), so it stays out.
function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, at: [] };
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {};
  // The message stands at the head of the stack, and may itself have lines that look like frames.
  const stack = (error.stack ?? '').replace(error.message, '');
  const frames = stack.split('\n').filter((line) => /^\s+at \S/.test(line));
  return {
    type: error.name,
    ...code,
    at: frames
      .slice(0, 8)
      .map((line) => line.trim().replace(/\(?(?:file:\/\/)?\/.*\/(?=(?:src|adapters|node_modules)\/)/, '(')),
  };
}

function allowed(fields: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([key]) => ALLOWED.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, key === 'error' ? errorFields(value) : value]));
}

/** JSON lines on standard output: ids and codes, by an allow-list. */
export function createLog(level: string): Log {
  return pino({ level, base: null, formatters: { log: allowed, level: (label) => ({ level: label }) } });
}
