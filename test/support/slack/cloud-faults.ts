// Trouble on order: what a cloud does now and then.

export type Fault =
  /** Too many calls: 429 with Retry-After, in seconds. */
  | { readonly kind: 'rate'; readonly retryAfter: number }
  /** A bare HTTP error; `effect` when the work was done before. */
  | { readonly kind: 'status'; readonly status: number; readonly effect?: boolean }
  /** One of Slack's own errors, with `ok: false`. */
  | { readonly kind: 'error'; readonly error: string }
  /** No answer until it is released; `effect` when the work is done before the wait, else after it. */
  | { readonly kind: 'hang'; readonly effect?: boolean }
  /** The connection breaks; `effect` when the work was done before. */
  | { readonly kind: 'drop'; readonly effect?: boolean }
  /** Works, and answers after so many ms. */
  | { readonly kind: 'slow'; readonly ms: number };

export interface Trouble {
  /** When it first met a call. */
  readonly met: Promise<void>;
  /** Lets hanging calls go on, and ends the trouble. */
  release(): void;
}

interface Order<Call, F> {
  readonly method: string;
  readonly fault: F;
  readonly when: (call: Call) => boolean;
  left: number;
  readonly released: Promise<void>;
  readonly onMet: () => void;
}

/** `F` is what can go wrong there: every cloud has its own. */
export interface Faults<Call, F = Fault> {
  add(method: string, fault: F, options?: { times?: number; when?: (call: Call) => boolean }): Trouble;
  /** The trouble that this call meets, used up. */
  next(method: string, call: Call): { readonly fault: F; readonly released: Promise<void> } | undefined;
  releaseAll(): void;
}

export function createFaults<Call, F = Fault>(): Faults<Call, F> {
  let orders: Order<Call, F>[] = [];
  const releases = new Set<() => void>();
  return {
    add(method, fault, { times = 1, when = () => true } = {}) {
      const met = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const order: Order<Call, F> = {
        method,
        fault,
        when,
        left: times,
        released: released.promise,
        onMet: met.resolve,
      };
      orders.push(order);
      const release = (): void => {
        orders = orders.filter((each) => each !== order);
        releases.delete(release);
        released.resolve();
      };
      releases.add(release);
      return { met: met.promise, release };
    },
    next(method, call) {
      const order = orders.find((each) => each.method === method && each.left > 0 && each.when(call));
      if (!order) return undefined;
      order.left -= 1;
      order.onMet();
      return order;
    },
    releaseAll: () => {
      for (const release of releases) release();
    },
  };
}
