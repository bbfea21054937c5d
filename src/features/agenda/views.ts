import type { View } from '../../db/context.ts';
import type { Card } from '../../kernel/card.ts';
import { isChair } from '../../kernel/access.ts';
import { agendaCard, callCard } from './cards.ts';
import { draftCard, heldCard } from './draft-card.ts';
import type { AgendaFacts } from './facts.ts';
export { fate } from './fate.ts';
import { factsFor, loadAgenda } from './load.ts';
import { cancelledCard } from './show.ts';

const viewOf =
  (card: (facts: AgendaFacts) => Card | null): View =>
  async (ctx, id, reader) => {
    const loaded = await loadAgenda(ctx, id);
    return loaded ? card(await factsFor(ctx, loaded, reader)) : cancelledCard(ctx, id);
  };

export const call = viewOf(callCard);
/** Whoever is no longer a chair no longer sees what is for chairs. */
const forChairs = (card: (facts: AgendaFacts) => Card | null): View =>
  viewOf((facts) => (isChair(facts.reader.person?.roles ?? []) ? card(facts) : null));

export const draft = forChairs(draftCard);
export const held = forChairs(heldCard);
export const post = viewOf((facts) => (facts.phase === 'published' ? agendaCard(facts) : null));
