import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formCard } from '../../../adapters/teams/render-form.ts';
import { renderCard } from '../../../adapters/teams/render.ts';
import { replyAction, replyDialog, replyMessage } from '../../../adapters/teams/reply.ts';
import { activityOf } from '../../../adapters/teams/activity.ts';
import { card, drawing, errors, form, reply, urls, values } from '../arbitrary.ts';
import {
  checkDialogCard,
  checkMessage,
  problemsOfAction,
  problemsOfDialog,
} from '../../support/teams/card-check.ts';
import { checkCard, markupIn, thingsIn } from './card-check.ts';

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const LIMIT = 24 * 1024;

describe('hostile and maximal text', () => {
  it('stays under 24 KB as a message, parses in the official library, and is text', () => {
    fc.assert(
      fc.property(card, drawing, (any, how) => {
        const message = renderCard(any, how);
        expect(checkCard(message.card)).toEqual([]);
        expect(checkMessage(activityOf(message))).toEqual([]);
        expect(markupIn(message.card, urls)).toEqual([]);
        expect(bytes(activityOf(message))).toBeLessThan(LIMIT);
        expect(JSON.stringify(message).isWellFormed()).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('stays under 24 KB as a form, parses in the official library, and is text', () => {
    fc.assert(
      fc.property(form, drawing, values, errors, card, (any, how, typed, wrong, why) => {
        const first = any.fields[0]?.name ?? 'x';
        const drawn = formCard(any, how, {
          values: { ...typed, [first]: 'x'.repeat(5000) },
          errors: wrong,
          card: why,
        });
        expect(checkCard(drawn)).toEqual([]);
        expect(checkDialogCard(drawn)).toEqual([]);
        expect(markupIn(drawn, urls)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('never cuts a token of a form', () => {
    fc.assert(
      fc.property(form, drawing, (any, how) => {
        const kept = [...thingsIn(formCard(any, how))].filter(({ convener }) => convener === 'submit');
        expect([undefined, any.context]).toContain(kept[0]?.['t']);
      }),
      { numRuns: 50 },
    );
  });

  it('stays under 24 KB as an answer, wherever it is given', () => {
    fc.assert(
      fc.property(reply, drawing, (any, { words, publicUrl }) => {
        const answer = { reply: any, words };
        const all = [
          replyMessage(answer, publicUrl),
          replyAction(answer, publicUrl),
          replyDialog(answer, publicUrl),
        ];
        for (const each of all) {
          expect(bytes(each)).toBeLessThan(LIMIT);
          for (const thing of thingsIn(each))
            if (thing['type'] === 'AdaptiveCard') expect(checkCard(thing)).toEqual([]);
        }
        expect(JSON.stringify(all).isWellFormed()).toBe(true);
        expect(problemsOfAction(all[1])).toEqual([]);
        expect(problemsOfDialog(all[2])).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
