import type { Tx } from '../../db/types.ts';
import { show, toMember, type MessageEffect, type ViewRef } from '../../kernel/outcome.ts';
import { facilitators } from './store.ts';

/** To each facilitator by themselves (where there is none, to each co-chair): what nobody else is told. */
export async function toFacilitators(
  tx: Tx,
  key: string,
  view: ViewRef,
  urgent = false,
): Promise<readonly MessageEffect[]> {
  return (await facilitators(tx)).map(({ member }) => show(key, toMember(member), view, urgent));
}
