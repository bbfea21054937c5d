import { accountOf, isDirect, type Place, type Showing } from '../../src/kernel/platform.ts';
import type { FakePlatform } from './core.ts';

/** A message as it was posted. */
export interface Heard {
  readonly platform: string;
  /** A member's id, or `channel`. */
  readonly to: string;
  /** What it is, as the outbox knows it. */
  readonly key: string;
  readonly text: string;
}

/** The same platform, and each new message is written down. */
export function heard(edge: FakePlatform, write: (message: Heard) => void): void {
  const show = edge.show.bind(edge);
  Object.assign(edge, {
    async show(place: Place, showing: Showing) {
      const sent = await show(place, showing);
      if (showing.previous !== undefined || sent.state !== 'shown') return sent;
      const to = isDirect(place.place) ? accountOf(place.place).replace(/^U-/, '') : 'channel';
      write({ platform: edge.name, to, key: showing.key, text: edge.posted.get(sent.ref)!.text });
      return sent;
    },
  });
}
