// The coordinator's desk: what needs a facilitator or co-chair, and what happens next without them.
import type { ActorContext, Feature } from '../../db/context.ts';
import { isChair, readerOf } from '../../kernel/access.ts';
import type { Block } from '../../kernel/card.ts';
import type { DigestPart } from '../../kernel/feature.ts';
import { nextUp } from '../../schedule/next.ts';
import { deskBlocks } from './cards.ts';

const WEEK = 7 * 86_400_000;
const MOST_NEXT = 5;
const WANTED: readonly DigestPart[] = ['needs you', 'not sent', 'not reached'];

/** On a chair's "my day". Before Start nothing is planned, and the first steps stand there instead. */
async function desk(ctx: ActorContext): Promise<readonly Block[]> {
  if (!isChair(ctx.actor.roles) || ctx.taskForce.state === 'setup') return [];
  const rows = await ctx.others.digestRows(readerOf(ctx.actor), new Date(ctx.now.getTime() - WEEK));
  const { zone } = ctx.taskForce;
  const next =
    ctx.taskForce.state === 'running' ? await nextUp(ctx.tx, { now: ctx.now, zone, most: MOST_NEXT }) : [];
  return deskBlocks(
    rows.filter(({ part }) => WANTED.includes(part)),
    next,
  );
}

export const deskFeature: Feature = { name: 'desk', home: desk };
