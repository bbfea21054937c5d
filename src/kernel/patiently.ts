/**
 * Does it, and once more where it failed and may go well later: silence is worse than a repeat. `waitMs` tells from the
 * error after how long, in ms; undefined, or longer than `mostMs`: never, and the error is thrown.
 */
export async function patiently<T>(
  call: () => Promise<T>,
  waitMs: (error: unknown) => number | undefined,
  mostMs: number,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const ms = waitMs(error);
    if (ms === undefined || ms > mostMs) throw error;
    // Nobody stays up for it.
    await new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
    return call();
  }
}
