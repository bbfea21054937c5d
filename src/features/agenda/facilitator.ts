import type { Context } from '../../db/context.ts';
import { isChair } from '../../kernel/access.ts';
import { note, type Block } from '../../kernel/card.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { mention, rich, sentences, typed } from '../../kernel/rich.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { presentOn } from '../roster/index.ts';
import type { AgendaFacts } from './facts.ts';
import type { Loaded } from './load.ts';

/** Whose turn it is to facilitate: who was chosen, or the next in the rotation who is here. Pure. */
export function whoseTurn(
  chosen: MemberId,
  rotation: readonly MemberId[],
  here: ReadonlySet<MemberId>,
): MemberId | undefined {
  const at = rotation.indexOf(chosen) + 1;
  return [chosen, ...rotation.slice(at), ...rotation.slice(0, at)].find((member) => here.has(member));
}

/** Who facilitates this meeting, as leave stands now; undefined where nobody was chosen or can. */
export async function facilitatorOf(
  { tx }: Context,
  { meeting, rotation }: Loaded,
): Promise<MemberId | undefined> {
  const { facilitator, startsAt, zone } = meeting;
  if (facilitator === null) return undefined;
  const here = await presentOn(tx, [facilitator, ...rotation], localDateOf(startsAt, zone));
  return whoseTurn(facilitator, rotation, here);
}

/** On every agenda; a chair reads how to change it. */
export function facilitatorBlocks({ facilitator, reader, over }: AgendaFacts): readonly Block[] {
  const chair = isChair(reader.person?.roles ?? []) && !over;
  const change = chair && rich`To change it: ${typed('agenda facilitator NAME')}.`;
  if (facilitator === undefined) return [];
  return [note(sentences(rich`${mention(facilitator)} facilitates.`, change))];
}
