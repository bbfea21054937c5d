// Cards, forms and answers with hostile and maximal text in them.
import fc from 'fast-check';
import type { Block, Field, SealedButton, SealedCard, SealedForm } from '../../src/kernel/card.ts';
import type { MemberId } from '../../src/kernel/ids.ts';
import { bold, link, mention, plain, time, type Rich, type Words } from '../../src/kernel/rich.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { ZONE } from './web/fake-host.ts';

const NASTY = [
  '<!channel> <!here> <@U123> <#C123|x> <https://evil.example|press>',
  '*bold* _italic_ ~gone~ `code` ```fence``` > quote',
  ':rotating_light: :tada:',
  '<!date^1392734382^{date}|x>',
  '<at>Everyone</at> @channel',
  '**bold** _it_ ~~gone~~ `code` # Head\n- list\n1. one\n> quote | a | b |',
  '[press](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>',
  'https://evil.example and www.evil.example and evil.example',
  '{{DATE(2027-02-10T15:00:00Z, SHORT)}} ${evil} {{{',
  '&lt;at&gt; &amp;amp; \\*x\\*',
  '\u0000\u0007\u202e\ufeff\ud800',
  '&'.repeat(4000),
  '🧑‍🤝‍🧑'.repeat(900),
  '"\\'.repeat(4000),
  '漢'.repeat(8000),
  'a'.repeat(20_000),
  'line\n'.repeat(500),
  '',
  ' ',
];
export const hostile = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .tuple(fc.constantFrom(...NASTY), fc.nat({ max: 300 }))
    .map(([text, times]) => text.slice(0, 200).repeat(times)),
);
const URL_OF_OURS = 'https://convener.example/agenda';
export const urls = [URL_OF_OURS, 'https://convener.example/'];

const span = (text: string) =>
  fc.constantFrom(
    plain(text),
    bold(text),
    link(text, URL_OF_OURS),
    mention('m01' as MemberId),
    time(new Date(0)),
  );
export const richText: fc.Arbitrary<Rich> = fc.array(hostile.chain(span), { maxLength: 4 });
const token = fc.oneof(
  fc.nat({ max: 2100 }).map((length) => 't'.repeat(length)),
  fc.constant('t'.repeat(1900)),
);
const button: fc.Arbitrary<SealedButton> = fc
  .tuple(
    hostile,
    token,
    fc.constantFrom('press', 'form', 'link', 'evil'),
    fc.constantFrom('main' as const, 'grave' as const, 'quiet' as const),
  )
  .map(([label, value, kind, tone]): SealedButton => {
    if (kind === 'press') return { kind, label, action: 'a', value, tone };
    if (kind === 'form') return { kind, label, form: 'f', value };
    return { kind: 'link', label, url: kind === 'link' ? URL_OF_OURS : `javascript:${label}` };
  });
const row = fc.record({
  label: hostile,
  text: richText,
  detail: richText,
  buttons: fc.array(button, { maxLength: 3 }),
});
export const block: fc.Arbitrary<Block<string>> = fc.oneof(
  richText.map((text) => ({ kind: 'text', text }) as const),
  richText.map((text) => ({ kind: 'note', text }) as const),
  fc
    .array(fc.record({ label: hostile, value: richText }), { maxLength: 30 })
    .map((rows) => ({ kind: 'facts', rows }) as const),
  fc
    .tuple(richText, fc.array(row, { maxLength: 40 }))
    .map(([heading, rows]) => ({ kind: 'list', heading, rows }) as const),
  fc.array(button, { maxLength: 30 }).map((buttons) => ({ kind: 'buttons', buttons }) as const),
  fc.constant({ kind: 'divider' } as const),
);
export const card: fc.Arbitrary<SealedCard> = fc.record({
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
export const form: fc.Arbitrary<SealedForm> = fc.record({
  form: fc.constant('f'),
  title: hostile,
  intro: richText,
  submit: hostile,
  context: token,
  fields: fc.array(field, { maxLength: 60 }),
});
export const values = fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile, { maxLength: 4 })), {
  maxKeys: 6,
});
export const errors = fc.dictionary(hostile, hostile, { maxKeys: 12 });

export const drawing = fc.record({ name: hostile }).map(({ name }): { words: Words; publicUrl: string } => ({
  words: { names: new Map([['m01' as MemberId, name]]), zone: ZONE, home: ZONE },
  publicUrl: 'https://convener.example',
}));

export const reply: fc.Arbitrary<Answer['reply']> = fc.oneof(
  fc
    .tuple(richText, fc.array(block, { maxLength: 20 }))
    .map(([text, more]): Answer['reply'] => ({ kind: 'note', text, buttons: more })),
  richText.map((text): Answer['reply'] => ({ kind: 'refused', why: 'denied', text })),
  card.map((any): Answer['reply'] => ({ kind: 'card', card: any })),
  form.map((any): Answer['reply'] => ({ kind: 'form', form: any })),
  fc.tuple(form, errors, card).map(([any, wrong, why]): Answer['reply'] => ({
    kind: 'invalid',
    form: any,
    errors: wrong,
    values: {},
    card: why,
  })),
);
