// What Convener will send, to whom, when and why: seen before it happens, and before Start.
import { z } from 'zod';
import type { Command, Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { press } from '../../kernel/feature.ts';
import { showPreview, showStart, showWhole } from './usecases.ts';

export { saidOf } from './words.ts';

const none = z.object({});

const commands: readonly Command[] = [
  command<Tx, {}>({
    path: 'preview',
    summary: 'See what Convener will send, to whom and why',
    access: 'see preview',
    reads: true,
    args: none,
    run: showPreview,
  }),
  command({
    path: 'preview list',
    summary: 'See all of the next 60 days; chairs: also of one person',
    access: 'see preview',
    reads: true,
    args: z.object({ whose: z.string().max(140).optional() }),
    rest: 'whose',
    run: showWhole,
  }),
  command<Tx, {}>({
    path: 'start',
    summary: 'See what would go out, and start Convener',
    access: 'run meetings',
    reads: true,
    args: none,
    run: showStart,
  }),
];

export const preview: Feature = {
  name: 'preview',
  commands,
  presses: {
    'preview.open': press({ access: 'see preview', reads: true, value: none, run: showPreview }),
    'preview.list': press({ access: 'see preview', reads: true, value: none, run: showWhole }),
    'preview.start': press({ access: 'run meetings', reads: true, value: none, run: showStart }),
  },
};
