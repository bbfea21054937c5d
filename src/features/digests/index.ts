// The week in a few lines: for the channels, below what is asked of a person, and for whoever wants it now.
import { z } from 'zod';
import type { Command, Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { press } from '../../kernel/feature.ts';
import { rulesOf } from '../../schedule/reminder-rules.ts';
import { calendarOf } from '../meetings/index.ts';
import { planDigests } from './plan.ts';
import { showMine, tellChannels, turn, weekView } from './usecases.ts';

export { digestBlocks, digestCard, digestRow } from './cards.ts';
export { rowsForBrief } from './usecases.ts';

const whose = z.object({ whose: z.enum(['mine', 'channels'], 'say "mine" or "channels"').optional() });

const turning = (state: 'on' | 'off', summary: string): Command =>
  command<Tx, typeof whose.shape>({
    path: `digest ${state}`,
    summary,
    access: 'own profile',
    args: whose,
    words: ['whose'],
    run: (ctx, args) => turn(ctx, state, args.whose ?? 'mine'),
  });

export const digestsFeature: Feature = {
  name: 'digests',
  commands: [
    command<Tx, {}>({
      path: 'digest now',
      aliases: ['digest'],
      summary: "See the week's news",
      access: 'read agenda',
      reads: true,
      args: z.object({}),
      run: showMine,
    }),
    turning('on', "Get the week's news with what is asked of you; chairs: also the channels'"),
    turning('off', "Leave out the week's news; chairs: also the channels'"),
  ],
  presses: {
    'digests.open': press({ access: 'read agenda', reads: true, value: z.object({}), run: showMine }),
  },
  views: { 'digests.week': weekView },
  plan: async (ctx, from, to) => {
    const { digest } = await rulesOf(ctx.tx, ctx.taskForce.id);
    return planDigests(digest, ctx.taskForce.zone, await calendarOf(ctx.tx), from, to);
  },
  due: { 'digests.weekly': tellChannels },
};
