import type { Context } from '../../db/context.ts';
import { past, type Meeting } from '../meetings/index.ts';

/** The meeting that was last. */
export const lastMeeting = async ({ tx, now }: Context): Promise<Meeting | undefined> =>
  (await past(tx, now, 1))[0];
