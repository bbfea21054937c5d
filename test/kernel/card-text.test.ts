import { expect, it } from 'vitest';
import { cardText } from '../../src/kernel/card-text.ts';
import { AGENDA } from '../adapters/web/cards.ts';
import { PEOPLE, wordsFor } from '../adapters/web/fake-host.ts';

it('a card can be read as plain text', () => {
  expect(cardText(AGENDA, wordsFor(PEOPLE))).toBe(
    [
      'Agenda, Wed 10 Feb, 10:00 to 11:30',
      'County Annex, Room 2B.',
      "Members' part, 10:32",
      'M1 Transport gap (15 min) [Accept] [Edit]',
      'M2 Training plan',
      '[I will be there] [Print]',
    ].join('\n'),
  );
});
