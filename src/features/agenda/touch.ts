import type { Context } from '../../db/context.ts';
import { refresh, settle, show, toMember, type Effect } from '../../kernel/outcome.ts';
import { loadAgenda, type Loaded } from './load.ts';
import { isFull, overflow, type Item } from './model.ts';

/** What a last call is asked under: once for a meeting, and settled for good. */
export const lastCallKey = (meeting: string): string => `last-call:${meeting}`;

/** The word to whoever wrote a topic about what became of it; only they read it. */
export const fateKey = (item: Pick<Item, 'id'>): string => `fate:${item.id}`;

export const tellFate = ({ id, owner }: Item): readonly Effect[] =>
  owner ? [show(fateKey({ id }), toMember(owner), { name: 'agenda.fate', id })] : [];

/** The messages that show an agenda as a whole. */
export const messageKeys = (meeting: string): readonly string[] =>
  ['call', 'draft', 'held', 'agenda'].map((which) => `${which}:${meeting}`);

/**
 * Every message about this agenda, brought up to date: the call, the chairs' draft, the published agenda, and what was
 * said to the writers of its topics. Who asked for a case discussion is told once it stands under "If time allows".
 */
export const touch = async (ctx: Context, meeting: string): Promise<readonly Effect[]> =>
  touchAs(meeting, await loadAgenda(ctx, meeting));

/** The same for whoever has the agenda at hand, as it is after the change. */
export function touchAs(meeting: string, loaded: Loaded | undefined): readonly Effect[] {
  const owned = (loaded?.state.items ?? []).filter((item) => item.owner !== null);
  // While a meeting has no room, nobody is asked for a topic. When topics close, asking ends by itself.
  const phase = loaded?.state.phase;
  const asking = (phase === 'collecting' || phase === 'closed') && !isFull(loaded!.state);
  return [
    ...(asking ? [] : [settle(lastCallKey(meeting), 'ended')]),
    ...(loaded
      ? owned.filter((item) => item.kind === 'case' && isDropped(loaded, item)).flatMap(tellFate)
      : []),
    ...[...messageKeys(meeting), ...owned.map(fateKey)].map(refresh),
  ];
}

/** It stands under "If time allows"; before topics close nothing does. */
export const isDropped = ({ state, over }: Pick<Loaded, 'state' | 'over'>, item: Item): boolean =>
  !over && state.phase !== 'collecting' && overflow(state.items, state.length).has(item.id);
