import type { View } from '../../db/context.ts';
import type { Card } from '../../kernel/card.ts';
import { isChair } from '../../kernel/access.ts';
import { agendaCard, callCard, draftCard } from './cards.ts';
import type { AgendaFacts } from './facts.ts';
import { factsFor, loadAgenda } from './load.ts';

const viewOf =
  (card: (facts: AgendaFacts) => Card | null): View =>
  async (ctx, id, reader) => {
    const loaded = await loadAgenda(ctx, id);
    return loaded ? card(await factsFor(ctx, loaded, reader)) : null;
  };

export const call = viewOf(callCard);
/** Whoever is no longer a chair no longer sees the draft. */
export const draft = viewOf((facts) => (isChair(facts.reader.person?.roles ?? []) ? draftCard(facts) : null));
export const post = viewOf((facts) => (facts.phase === 'published' ? agendaCard(facts) : null));
