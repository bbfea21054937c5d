// How fast Teams takes calls about one conversation: https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/rate-limit

/** So many in so many seconds. */
type Windows = readonly (readonly [most: number, seconds: number])[];
const SENDING: Windows = [
  [7, 1],
  [8, 2],
  [60, 30],
  [1800, 3600],
];
const LOOKING: Windows = [
  [14, 1],
  [16, 2],
  [120, 30],
  [3600, 3600],
];

/** Counts a call, and says whether it came too fast. */
export function createRates(clock: () => number): (method: string, conversation: string) => boolean {
  const before = new Map<string, number[]>();
  return (method, conversation) => {
    const looking = method.startsWith('get') || method.startsWith('fetch');
    const key = `${looking ? 'look' : 'send'} ${conversation}`;
    const now = clock();
    const times = (before.get(key) ?? []).filter((time) => now - time < 3_600_000);
    const full = (looking ? LOOKING : SENDING).some(
      ([most, seconds]) => times.filter((time) => now - time < seconds * 1000).length >= most,
    );
    if (!full) times.push(now);
    before.set(key, times);
    return full;
  };
}
