import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formView } from '../../../adapters/slack/render-form.ts';
import { renderCard, type Drawing } from '../../../adapters/slack/render.ts';
import { replyHome, replyMessage, replyView } from '../../../adapters/slack/reply.ts';
import type { Block, Field, SealedButton, SealedCard, SealedForm } from '../../../src/kernel/card.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { bold, link, mention, plain, time, type Rich } from '../../../src/kernel/rich.ts';
import type { Answer } from '../../../src/kernel/platform.ts';
import { ZONE } from '../web/fake-host.ts';
import { checkHome, checkMessage, checkView, isEscaped, markupIn } from './size-check.ts';

const NASTY = [
  '<!channel> <!here> <@U123> <#C123|x> <https://evil.example|press>',
  '*bold* _italic_ ~gone~ `code` ```fence``` > quote',
  ':rotating_light: :tada:',
  'https://evil.example and evil.example',
  '&lt;!channel&gt; &amp;amp;',
  '<!date^1392734382^{date}|x>',
  '\u0000\u0007\u202e\ufeff\ud800',
  '🧑‍🤝‍🧑'.repeat(900),
  '&'.repeat(4000),
  'a'.repeat(20_000),
  '',
  ' ',
];
const hostile = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .tuple(fc.constantFrom(...NASTY), fc.nat({ max: 300 }))
    .map(([text, times]) => text.slice(0, 200).repeat(times)),
);
const URL_OF_OURS = 'https://convener.example/agenda';
const urls = [URL_OF_OURS, 'https://convener.example/'];

const span = (text: string) =>
  fc.constantFrom(
    plain(text),
    bold(text),
    link(text, URL_OF_OURS),
    mention('m01' as MemberId),
    time(new Date(0)),
  );
const richText: fc.Arbitrary<Rich> = fc.array(hostile.chain(span), { maxLength: 4 });
const token = fc.oneof(
  fc.nat({ max: 2100 }).map((length) => 't'.repeat(length)),
  fc.constant('t'.repeat(1900)),
);
const button: fc.Arbitrary<SealedButton> = fc
  .tuple(
    hostile,
    token,
    fc.constantFrom('press', 'form', 'link', 'evil'),
    fc.constantFrom('main', 'grave', 'quiet'),
  )
  .map(([label, value, kind, tone]): SealedButton => {
    if (kind === 'press') return { kind, label, action: 'a', value, tone: tone as 'main' };
    if (kind === 'form') return { kind, label, form: 'f', value };
    return { kind: 'link', label, url: kind === 'link' ? URL_OF_OURS : `javascript:${label}` };
  });
const buttons = fc.array(button, { maxLength: 30 });
const row = fc.record({
  label: hostile,
  text: richText,
  detail: richText,
  buttons: fc.array(button, { maxLength: 3 }),
});
const block: fc.Arbitrary<Block<string>> = fc.oneof(
  richText.map((text) => ({ kind: 'text', text }) as const),
  richText.map((text) => ({ kind: 'note', text }) as const),
  fc
    .array(fc.record({ label: hostile, value: richText }), { maxLength: 30 })
    .map((rows) => ({ kind: 'facts', rows }) as const),
  fc
    .tuple(richText, fc.array(row, { maxLength: 40 }))
    .map(([heading, rows]) => ({ kind: 'list', heading, rows }) as const),
  buttons.map((list) => ({ kind: 'buttons', buttons: list }) as const),
  fc.constant({ kind: 'divider' } as const),
);
const card: fc.Arbitrary<SealedCard> = fc.record({
  title: richText,
  notice: hostile,
  blocks: fc.array(block, { maxLength: 70 }),
});

const option = fc.record({ value: hostile, label: hostile });
const field: fc.Arbitrary<Field> = fc
  .record({ name: hostile, label: hostile, hint: hostile, required: fc.boolean() })
  .chain((base): fc.Arbitrary<Field> =>
    fc.oneof(
      fc
        .record({ max: fc.nat({ max: 5000 }), multiline: fc.boolean() })
        .map((rest) => ({ ...base, ...rest, kind: 'text' }) as const),
      fc.constantFrom('date' as const, 'time' as const, 'person' as const).map((kind) => ({ ...base, kind })),
      fc
        .record({ min: fc.integer(), max: fc.integer() })
        .map((rest) => ({ ...base, ...rest, kind: 'number' }) as const),
      fc
        .record({ options: fc.array(option, { maxLength: 130 }), many: fc.boolean() })
        .map((rest) => ({ ...base, ...rest, kind: 'choice' }) as const),
      fc
        .tuple(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -200, max: 200 }), hostile)
        .map(([from, to, end]) => ({ ...base, kind: 'scale', from, to, ends: [end, end] }) as const),
    ),
  );
const form: fc.Arbitrary<SealedForm> = fc.record({
  form: fc.constant('f'),
  title: hostile,
  intro: richText,
  submit: hostile,
  context: token,
  fields: fc.array(field, { maxLength: 60 }),
});

const drawing = fc.record({ name: hostile }).map(({ name }): Drawing => ({
  words: { names: new Map([['m01' as MemberId, name]]), zone: ZONE, home: ZONE },
  publicUrl: 'https://convener.example',
}));

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
    const values = fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile, { maxLength: 4 })), {
      maxKeys: 6,
    });
    const errors = fc.dictionary(hostile, hostile, { maxKeys: 12 });
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
    const answer = fc.oneof(
      fc
        .tuple(richText, fc.array(block, { maxLength: 20 }))
        .map(([text, more]): Answer['reply'] => ({ kind: 'note', text, buttons: more })),
      richText.map((text): Answer['reply'] => ({ kind: 'refused', why: 'denied', text })),
      card.map((any): Answer['reply'] => ({ kind: 'card', card: any })),
      form.map((any): Answer['reply'] => ({ kind: 'form', form: any })),
      fc
        .tuple(form, fc.dictionary(hostile, hostile, { maxKeys: 6 }), card)
        .map(([any, errors, why]): Answer['reply'] => ({
          kind: 'invalid',
          form: any,
          errors,
          values: {},
          card: why,
        })),
    );
    fc.assert(
      fc.property(answer, drawing, (reply, { words, publicUrl }) => {
        const message = replyMessage({ reply, words }, publicUrl);
        const view = replyView({ reply, words }, publicUrl);
        const home = replyHome({ reply, words }, publicUrl);
        expect([...checkMessage(message), ...checkView(view), ...checkHome(home)]).toEqual([]);
        expect(markupIn([message.blocks, view, home], urls)).toEqual([]);
        expect(isEscaped(message.text)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
