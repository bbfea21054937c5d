// What is asked of people: all of a person's open asks in one note a day, in their own hours, within their budget.
import { z } from 'zod';
import type { Feature } from '../../db/context.ts';
import { press } from '../../kernel/feature.ts';
import { askablePeople } from './load.ts';
import { planBriefs } from './plan.ts';
import { lastBriefs, openAsks } from './store.ts';
import { endAsks, notNow, tellBrief } from './usecases.ts';
import { askedOfMe, brief } from './views.ts';

export const briefs: Feature = {
  name: 'briefs',
  presses: {
    'briefs.not-now': press({ access: 'own profile', value: z.object({ key: z.string() }), run: notNow }),
  },
  views: { 'briefs.brief': brief },
  home: askedOfMe,
  plan: async (ctx) => {
    const asks = await openAsks(ctx.tx);
    if (asks.length === 0) return [];
    const people = await askablePeople(ctx);
    return planBriefs({ asks, people, last: await lastBriefs(ctx.tx), now: ctx.now });
  },
  due: { 'briefs.brief': tellBrief, 'briefs.end': endAsks },
};
