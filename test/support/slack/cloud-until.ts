/** Long enough for the slowest machine; only a test that fails anyway meets it. */
const PATIENCE_MS = 30_000;

export interface Watch {
  /** Looks again after every call: resolves with what is found; says at last why nothing was. */
  until<T>(find: () => T | undefined | false): Promise<T>;
  happened(): void;
}

export function createWatch(): Watch {
  const looking = new Set<() => void>();
  return {
    happened: () => {
      for (const look of looking) look();
    },
    until: (find) => {
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      let why: unknown;
      const look = (): void => {
        try {
          const found = find();
          if (found === undefined || found === false) return;
          end();
          resolve(found as never);
        } catch (error) {
          why = error;
        }
      };
      const patience = setTimeout(() => {
        end();
        reject(new Error(`it did not happen: ${find.toString()}`, { cause: why }));
      }, PATIENCE_MS);
      const end = (): void => {
        clearTimeout(patience);
        looking.delete(look);
      };
      looking.add(look);
      look();
      return promise;
    },
  };
}
