import { refreshAsked } from '../../asks/keep.ts';
import type { Context } from '../../db/context.ts';
import { refresh, type Effect } from '../../kernel/outcome.ts';
import { pollKey } from './model.ts';
import { allPolls } from './store.ts';

/**
 * The task force became a public body, or is none any more: polls about priorities say so wherever they stand ("input, not
 * a vote", product rule 9). No other kind comes near a vote: a decision is none of the kinds, here or elsewhere.
 */
export async function publicBodyChanged({ tx }: Context): Promise<readonly Effect[]> {
  const priorities = (await allPolls(tx)).filter(
    ({ kind, state }) => kind === 'priority' && state !== 'planned',
  );
  const effects: Effect[] = [];
  for (const key of priorities.map(pollKey)) effects.push(refresh(key), ...(await refreshAsked(tx, key)));
  return effects;
}
