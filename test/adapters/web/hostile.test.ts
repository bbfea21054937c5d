import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderForm } from '../../../adapters/web/render-form.ts';
import { renderCard, type Drawing } from '../../../adapters/web/render.ts';
import type { Field, SealedCard, SealedForm } from '../../../src/kernel/card.ts';
import { bold, link, mention, plain, time } from '../../../src/kernel/rich.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { ZONE } from './fake-host.ts';
import { parse, skeleton, written } from './html.ts';

const NASTY = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onfocus='alert(1)' autofocus x='",
  '</textarea><script>1</script>',
  '</title></option></select><b>',
  '<!-- -->',
  '&lt;b&gt; &#60;b&#62; &amp;amp;',
  '<!channel> <@U123> [x](javascript:alert(1))',
  'javascript:alert(1)',
  '\u0000\u202e\ufeff<svg/onload=1>',
  '{{7*7}} ${7*7} `x`',
];

const hostile = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 40 }));
/** Never empty: what is empty is left out, and that changes the shape by right. */
const words = hostile.map((text) => `x${text}`);

const drawingWith = (text: string): Drawing => ({
  words: { names: new Map([['m01' as MemberId, text]]), zone: ZONE, home: ZONE },
  publicUrl: 'https://convener.example',
  hidden: { csrf: text, nonce: text, back: text },
});

function cardOf(text: string): SealedCard {
  const spans = [
    plain(text),
    bold(text),
    link(text, 'https://other.example/'),
    mention('m01' as MemberId),
    time(new Date('2027-02-10T15:00:00Z')),
  ];
  const press = { kind: 'press', label: text, action: text, value: text } as const;
  return {
    title: spans,
    notice: text,
    blocks: [
      { kind: 'text', text: spans },
      { kind: 'note', text: spans },
      { kind: 'facts', rows: [{ label: text, value: spans }] },
      { kind: 'list', heading: spans, rows: [{ label: text, text: spans, detail: spans, buttons: [press] }] },
      { kind: 'buttons', buttons: [press, { kind: 'form', label: text, form: text, value: text }] },
    ],
  };
}

function formOf(text: string): SealedForm {
  const base = { name: text, label: text, hint: text };
  const options = [{ value: text, label: text }];
  const fields: Field[] = [
    { ...base, kind: 'text', max: 10 },
    { ...base, kind: 'text', max: 10, multiline: true },
    { ...base, kind: 'date' },
    { ...base, kind: 'time' },
    { ...base, kind: 'number' },
    { ...base, kind: 'choice', options },
    { ...base, kind: 'choice', options, many: true },
    { ...base, kind: 'scale', from: 1, to: 2, ends: [text, text] },
    { ...base, kind: 'person' },
  ];
  return { form: text, title: text, intro: [plain(text)], submit: text, context: text, fields };
}

const cardHtml = (text: string): string =>
  written(renderCard(cardOf(text), drawingWith(text), { scope: 'c' }));
const formHtml = (text: string): string =>
  written(
    renderForm(formOf(text), drawingWith(text), {
      values: { [text]: text },
      errors: { [text]: text },
      people: [{ value: text, label: text }],
      focus: true,
    }),
  );

const attributesOf = (html: string): readonly string[] =>
  parse(html).flatMap((token) => (token.kind === 'text' ? [] : [...token.attributes.values()]));

describe('text of anybody', () => {
  it('never becomes markup in a card', () => {
    const shape = skeleton(cardHtml('calm'));
    fc.assert(
      fc.property(words, (text) => {
        expect(skeleton(cardHtml(text))).toEqual(shape);
      }),
      { numRuns: 500 },
    );
  });

  it('never becomes markup in a form', () => {
    const shape = skeleton(formHtml('calm'));
    fc.assert(
      fc.property(words, (text) => {
        expect(skeleton(formHtml(text))).toEqual(shape);
      }),
      { numRuns: 500 },
    );
  });

  it('arrives in the boxes of a form as it was typed', () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(attributesOf(formHtml(text))).toContain(text);
      }),
      { numRuns: 200 },
    );
  });

  it('never becomes an address that runs something', () => {
    const spans = (url: string): SealedCard => ({ title: [link('x', url)], notice: 'n', blocks: [] });
    fc.assert(
      fc.property(
        fc.oneof(
          hostile,
          fc.webUrl(),
          hostile.map((text) => `javascript:${text}`),
        ),
        (url) => {
          const html = written(renderCard(spans(url), drawingWith('calm'), { scope: 'c' }));
          const hrefs = parse(html).flatMap((token) =>
            token.kind === 'text' ? [] : [token.attributes.get('href')],
          );
          for (const href of hrefs) expect(href ?? '/').toMatch(/^(?:https?:\/\/|\/(?!\/))/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is read strictly by these tests', () => {
    for (const bad of [
      '<p>',
      '</p>',
      '<p onclick=x>a</p>',
      '<p>a > b</p>',
      '<p>a & b</p>',
      '<script>',
      '<!-- x -->',
    ]) {
      expect(() => parse(bad), bad).toThrow(/not a tag|closes nothing|left open|unescaped|entity/);
    }
  });
});
