// A private word to the facilitator (practice 14): written in a form, read by the facilitators alone, erased once settled.
import { z } from 'zod';
import type { Feature } from '../../db/context.ts';
import { form, press } from '../../kernel/feature.ts';
import { digestRows, home, openRead, openWord, settled, submitWord, wordView } from './usecases.ts';

export { privateWordButton } from './cards.ts';

const ofWord = z.object({ word: z.string().max(64) });

export const privateWord: Feature = {
  name: 'private-word',
  presses: {
    'private-word.open': press({ access: 'own profile', reads: true, value: ofWord, run: openRead }),
    'private-word.settled': press({ access: 'own profile', value: ofWord, run: settled }),
  },
  forms: {
    'private-word.write': form({
      access: 'own profile',
      context: z.object({}),
      open: openWord,
      submit: (ctx, _, values) => submitWord(ctx, values),
    }),
  },
  views: { 'private-word.word': wordView },
  home,
  digestRows,
};
