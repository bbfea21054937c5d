import { DrizzleQueryError } from 'drizzle-orm';

interface ServerError {
  readonly code: string;
  readonly constraint?: string;
}

function* causes(error: unknown): Generator<Error> {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) yield at;
}

// `severity` tells a server's answer from a socket's: EPIPE also looks like a SQLSTATE.
const isServerError = (error: object): error is ServerError =>
  'severity' in error && 'code' in error && typeof error.code === 'string';

function serverError(error: unknown): ServerError | undefined {
  for (const cause of causes(error)) if (isServerError(cause)) return cause;
  return undefined;
}

/** The SQLSTATE behind an error of either driver ('23505' is a broken unique rule), or undefined. */
export const sqlState = (error: unknown): string | undefined => serverError(error)?.code;

/** The name of the constraint that refused, or undefined. */
export const constraintOf = (error: unknown): string | undefined => serverError(error)?.constraint;

/** Did two transactions get in each other's way (serialization failure, deadlock)? Then the loser may run again. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

// 57P01..3: the server is stopping or starting; 25P03, 57P05: it closed an idle session; class 08: connection errors.
const CLOSING = /^(57P0[1235]|25P03|08...)$/;

/** Did a statement fail because its connection is gone? What it did since `begin` is then gone, too. */
export function isLostConnection(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return CLOSING.test(state);
  const chain = [...causes(error)];
  // A value that the driver could not send is a bug of ours, and would be one again.
  if (chain.at(-1) instanceof TypeError) return false;
  return chain.some((cause) => cause instanceof DrizzleQueryError);
}

/** What a driver says, for an operator, the outer cause first. Without drizzle's part: that is the statement. */
export function allMessages(error: unknown): string {
  const messages: string[] = [];
  for (const cause of causes(error)) if (!(cause instanceof DrizzleQueryError)) messages.push(cause.message);
  return messages.join(': ');
}
