/** What goes on after a platform was answered: nobody else waits for it when we stop, so we do. */
export interface Background {
  add(work: Promise<unknown>): void;
  /** Resolves when nothing is under way any more, or after `ms`. */
  settled(ms: number): Promise<void>;
}

export function createBackground(onError: (error: unknown) => void): Background {
  const going = new Set<Promise<void>>();
  return {
    add(work) {
      const watched: Promise<void> = work.then(
        () => void going.delete(watched),
        (error: unknown) => {
          going.delete(watched);
          onError(error);
        },
      );
      going.add(watched);
    },
    async settled(ms) {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, ms);
      const all = async (): Promise<void> => {
        while (going.size > 0) await Promise.all(going);
      };
      await Promise.race([all(), late.promise]);
      clearTimeout(timer);
    },
  };
}
