import type { ActorContext, Context, View } from '../../db/context.ts';
import { asksIn, briefKey } from '../../asks/keep.ts';
import { toldOn } from '../../asks/unasked.ts';
import { readerOf, type Reader } from '../../kernel/access.ts';
import { divider, type Block } from '../../kernel/card.ts';
import { digestBlocks, digestCard, rowsForBrief } from '../digests/index.ts';
import { briefCard, isOpen, openBlocks, type Part } from './cards.ts';
import { briefOfId, type Asked, type BriefOf } from './model.ts';
import { asksOf, isUnseen } from './store.ts';

async function partsOf(ctx: Context, rows: readonly Asked[], reader: Reader): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const ask of rows) {
    const open = ask.state === 'open' && ask.untilAt > ctx.now;
    parts.push({ ask, card: open ? await ctx.others.view(ask.view, reader) : null });
  }
  return parts;
}

/** On the day of the digest, the week's news stands below what is asked: one note, not two (product rule 8). It says nothing of that again. */
async function newsBelow(
  ctx: Context,
  reader: Reader,
  { member, brief: number }: BriefOf,
  above: readonly Asked[],
) {
  const told = await toldOn(ctx.tx, member, briefKey(member, number));
  if (!told) return [];
  const asked = new Set(above.map(({ key }) => key));
  const rows = await rowsForBrief(ctx, reader, told.day, told.at);
  return rows.filter(({ ask }) => ask === undefined || !asked.has(ask));
}

/** A brief is for its person alone. */
export const brief: View = async (ctx, id, reader) => {
  const whose = briefOfId(id);
  if (!whose || whose.member !== reader.person?.member) return null;
  const asked = await asksIn(ctx.tx, whose.member, whose.brief);
  const parts = await partsOf(ctx, asked, reader);
  const card = briefCard(parts, { zone: reader.zone, home: ctx.taskForce.zone });
  if (!card) return null;
  const rows = await newsBelow(ctx, reader, whose, asked);
  // What is over before they saw it is not posted to say so; the week's news still are.
  if (!parts.some(isOpen) && (await isUnseen(ctx.tx, briefKey(whose.member, whose.brief))))
    return digestCard(rows, ctx.now, true);
  const news = digestBlocks(rows);
  return news.length === 0 ? card : { ...card, blocks: [...card.blocks, divider, ...news] };
};

/** Also what no note has told of yet: who looks has asked. */
export async function askedOfMe(ctx: ActorContext): Promise<readonly Block[]> {
  const begun = (await asksOf(ctx.tx, ctx.actor.member)).filter(({ fromAt }) => fromAt <= ctx.now);
  return openBlocks(await partsOf(ctx, begun, readerOf(ctx.actor)));
}
