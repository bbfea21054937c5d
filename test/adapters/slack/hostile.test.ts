import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formView } from '../../../adapters/slack/render-form.ts';
import { renderCard, type Drawing } from '../../../adapters/slack/render.ts';
import { replyHome, replyMessage, replyView } from '../../../adapters/slack/reply.ts';
import type { Field, SealedForm } from '../../../src/kernel/card.ts';
import { card, drawing, errors, form, reply, urls, values } from '../arbitrary.ts';
import { ZONE } from '../web/fake-host.ts';
import { checkHome, checkMessage, checkView, isEscaped, markupIn } from './size-check.ts';

const DRAWING: Drawing = {
  words: { names: new Map(), zone: ZONE, home: ZONE },
  publicUrl: 'https://convener.example',
};

describe('hostile and maximal text', () => {
  it('stays inside the sizes of a message, and is text', () => {
    fc.assert(
      fc.property(card, drawing, (any, how) => {
        const message = renderCard(any, how);
        expect(checkMessage(message)).toEqual([]);
        expect(markupIn(message.blocks, urls)).toEqual([]);
        expect(isEscaped(message.text)).toBe(true);
        expect(JSON.stringify(message).isWellFormed()).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('stays inside the sizes of a modal, and is text', () => {
    fc.assert(
      fc.property(form, drawing, values, errors, card, (any, how, typed, wrong, why) => {
        const first = any.fields[0]?.name ?? 'x';
        const view = formView(any, how, {
          values: { ...typed, [first]: 'x'.repeat(5000) },
          errors: wrong,
          card: why,
        });
        expect(checkView(view)).toEqual([]);
        expect(markupIn(view, urls)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it.each(['toString', 'constructor', '__proto__'])(
    'takes a field named %s, which every object inherits',
    (name) => {
      const field: Field = { kind: 'text', name, label: 'Label', max: 10 };
      const any: SealedForm = { form: 'f', title: 'A form', submit: 'Save', context: 'ctx', fields: [field] };
      const [first] = formView(any, DRAWING).blocks;
      expect(first).toMatchObject({ type: 'input', block_id: name });
      expect(JSON.stringify(first)).not.toContain('initial_value');
    },
  );

  it('never loses or cuts a token of a form', () => {
    fc.assert(
      fc.property(form, drawing, (any, how) => {
        const { private_metadata: kept } = formView(any, how);
        expect([any.context, undefined]).toContain(kept);
      }),
      { numRuns: 100 },
    );
  });

  it('stays inside every size as an answer, wherever it is given', () => {
    fc.assert(
      fc.property(reply, drawing, (any, { words, publicUrl }) => {
        const message = replyMessage({ reply: any, words }, publicUrl);
        const view = replyView({ reply: any, words }, publicUrl);
        const home = replyHome({ reply: any, words }, publicUrl);
        expect([...checkMessage(message), ...checkView(view), ...checkHome(home)]).toEqual([]);
        expect(markupIn([message.blocks, view, home], urls)).toEqual([]);
        expect(isEscaped(message.text)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
