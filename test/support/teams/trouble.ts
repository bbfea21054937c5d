// Trouble on order, as Microsoft's services have it now and then, and how a request meets it.
import type { ServerResponse } from 'node:http';
import type { Faults } from '../slack/cloud-faults.ts';

export type TeamsFault =
  /** An HTTP error: 412, 429 (with Retry-After in seconds), 502, 504, or one of Teams' own with its code. `effect` when
   * the work was done before. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly retryAfter?: number | string;
      readonly effect?: boolean;
    }
  /** No answer until it is released; `effect` when the work is done before the wait, else after it. */
  | { readonly kind: 'hang'; readonly effect?: boolean }
  /** The connection breaks; `effect` when the work was done before. */
  | { readonly kind: 'drop'; readonly effect?: boolean }
  /** Works, and answers after so many ms. */
  | { readonly kind: 'slow'; readonly ms: number };

/** One call that a service got. */
export interface Call {
  readonly method: string;
  /** `ok`, Teams' code, or what kind of trouble it met. Empty while it hangs. */
  outcome: string;
}

/** An HTTP answer; without a body it has none. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const CODES: Readonly<Record<number, string>> = {
  412: 'PreconditionFailed',
  429: 'TooManyRequests',
  502: 'BadGateway',
  504: 'GatewayTimeout',
};

export const refusal = (status: number, code: string, message = code): Answer => ({
  status,
  body: { error: { code, message } },
});

export function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    // Node keeps the machine's own time for this one.
    date: new Date().toUTCString(),
    ...(text ? { 'content-type': 'application/json; charset=utf-8' } : {}),
    ...headers,
  });
  response.end(text);
}

const failed = (fault: TeamsFault & { kind: 'status' }): Answer => ({
  ...refusal(fault.status, fault.code ?? CODES[fault.status] ?? 'ServiceError'),
  headers: fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) },
});

const codeOf = ({ status, body }: Answer): string =>
  status < 400 ? 'ok' : ((body as { error?: { code?: string } })?.error?.code ?? String(status));

/** Does a call's work, or goes wrong as ordered; then answers. */
export async function serveCall<C extends Call>(
  faults: Faults<C, TeamsFault>,
  call: C,
  work: () => Answer,
  response: ServerResponse,
): Promise<void> {
  const finish = (answer: Answer): void => {
    call.outcome = codeOf(answer);
    send(response, answer);
  };
  const trouble = faults.next(call.method, call);
  if (!trouble) return finish(work());
  const { fault, released } = trouble;
  const early = 'effect' in fault && fault.effect ? work() : undefined;
  switch (fault.kind) {
    case 'status':
      call.outcome = fault.code ?? String(fault.status);
      return send(response, failed(fault));
    case 'drop':
      call.outcome = 'drop';
      response.socket?.destroy();
      return undefined;
    case 'hang':
      await released;
      break;
    case 'slow':
      await Promise.race([new Promise((done) => setTimeout(done, fault.ms)), released]);
      break;
    default:
      fault satisfies never;
  }
  return finish(early ?? work());
}
