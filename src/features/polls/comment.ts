import { createHash } from 'node:crypto';
import { z } from 'zod';
import { press, type Button } from '../../kernel/card.ts';
import type { Comment } from './model.ts';

export const HIDE_FORM = 'polls.hide';

export const ofComment = z.object({ poll: z.string().max(64), mark: z.string().max(22) });
export type OfComment = z.output<typeof ofComment>;

/** Tells one comment from another: they are nobody's, and have no ids. */
export const markOf = ({ text }: Comment): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** What a chair may do with a comment that someone hid. */
export const decisions = (value: OfComment): readonly Button[] => [
  press('Put it back', 'polls.show-again', value),
  press('Take it out for good', 'polls.erase', value, 'grave'),
];
