export type InTime<T> = { readonly state: 'done'; readonly value: T } | { readonly state: 'late' };

/** Waits for work, but not longer than `ms`; the work goes on. */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<InTime<T>> {
  const late = Promise.withResolvers<InTime<T>>();
  const timer = setTimeout(() => late.resolve({ state: 'late' }), ms);
  try {
    return await Promise.race([work.then((value): InTime<T> => ({ state: 'done', value })), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
