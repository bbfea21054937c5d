import { describe, expect, it } from 'vitest';
import {
  hrefOf,
  renderCard,
  renderRich,
  withoutButtons,
  type Drawing,
} from '../../../adapters/web/render.ts';
import type { Block, SealedButton, SealedCard } from '../../../src/kernel/card.ts';
import { bold, link, mention, plain, rich, time, type Rich, type Span } from '../../../src/kernel/rich.ts';
import { AGENDA } from './cards.ts';
import { DANA, PEOPLE, wordsFor } from './fake-host.ts';
import { formsOf, skeleton, tags, tight, written } from './html.ts';

const PUBLIC_URL = 'https://convener.example';
const drawing: Drawing = {
  words: wordsFor(PEOPLE),
  publicUrl: PUBLIC_URL,
  hidden: { csrf: 'csrf-1', nonce: 'nonce-1', back: '/agenda' },
};
const AT = new Date('2027-02-10T15:00:00Z');

const span = (each: Span): string => tight(written(renderRich([each], drawing)));
const card = (...blocks: Block<string>[]): string =>
  tight(written(renderCard({ title: rich`T`, notice: 'n', blocks }, drawing, { scope: 'c' })));
/** The inside of a card, after its title. */
const block = (each: Block<string>): string =>
  card(each)
    .replace(
      '<article class="card" id="c" aria-labelledby="c-title" tabindex="-1"><h2 id="c-title">T</h2>',
      '',
    )
    .replace('</article>', '');
const HIDDEN =
  '<input type="hidden" name="csrf" value="csrf-1"/><input type="hidden" name="nonce" value="nonce-1"/><input type="hidden" name="back" value="/agenda"/>';
const FORM =
  '<form method="post" action="/press" hx-post="/press" hx-target="#page" hx-select="#page" hx-select-oob="#status:innerHTML" hx-swap="outerHTML">';

describe('spans', () => {
  it.each<[string, Span, string]>([
    ['plain text', plain('a < b & "c"'), 'a &lt; b &amp; &quot;c&quot;'],
    ['bold', bold('Budget'), '<strong>Budget</strong>'],
    [
      'a link',
      link('video', 'https://video.example/r?a=1&b=2'),
      '<a href="https://video.example/r?a=1&amp;b=2" rel="noopener noreferrer">video</a>',
    ],
    [
      'a link of ours',
      link('agenda', `${PUBLIC_URL}/agenda`),
      '<a href="/agenda" rel="noopener noreferrer">agenda</a>',
    ],
    ['a link that is none', link('x', 'javascript:alert(1)'), 'x'],
    ['a mention', mention(DANA.member), '<span class="person">Dana Okafor</span>'],
    ['a mention of nobody', mention('m99' as typeof DANA.member), '<span class="person">someone</span>'],
    ['a time', time(AT), '<time datetime="2027-02-10T15:00:00.000Z">Wed 10 Feb, 10:00</time>'],
    [
      'a span of time',
      time(AT, 'moment', new Date('2027-02-10T16:30:00Z')),
      '<time datetime="2027-02-10T15:00:00.000Z">Wed 10 Feb, 10:00 to 11:30</time>',
    ],
  ])('%s', (_, each, expected) => expect(span(each)).toBe(expected));

  it('says the zone when the reader lives in another', () => {
    const away: Drawing = { ...drawing, words: wordsFor(PEOPLE, 'Europe/Vienna') };
    expect(written(renderRich([time(AT)], away))).toContain('Wed 10 Feb, 16:00 (Central European Time)');
  });
});

describe('addresses', () => {
  it.each([
    ['http://other.example/a', 'http://other.example/a'],
    ['https://convener.example/agenda?meeting=m#x', '/agenda?meeting=m#x'],
    ['https://convener.example', '/'],
    ['https://convener.example//evil.example/a', 'https://convener.example//evil.example/a'],
    ['https://convener.example.evil.example/', 'https://convener.example.evil.example/'],
    ['https://user:pw@other.example/', undefined],
    ['JAVASCRIPT:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['tel:5550100', undefined],
    ['/agenda', undefined],
    ['', undefined],
  ])('%s', (url, expected) => expect(hrefOf(url, PUBLIC_URL)).toBe(expected));
});

describe('blocks', () => {
  const words: Rich = rich`One line is enough.`;

  it('text', () => expect(block({ kind: 'text', text: words })).toBe('<p>One line is enough.</p>'));
  it('note', () =>
    expect(block({ kind: 'note', text: words })).toBe('<p class="note">One line is enough.</p>'));
  it('divider', () => expect(block({ kind: 'divider' })).toBe('<hr/>'));
  it('facts', () =>
    expect(block({ kind: 'facts', rows: [{ label: 'Where', value: rich`Annex` }] })).toBe(
      '<dl class="facts"><div><dt>Where</dt><dd>Annex</dd></div></dl>',
    ));

  it('a list to read', () => {
    const rows = [
      { label: 'M1', text: rich`Transport gap`, detail: rich`15 min` },
      { label: '', text: rich`No mark` },
    ];
    expect(
      block({ kind: 'list', heading: rich`Members' part`, rows }).replaceAll(
        /id="c-[0-9a-f]{10}"/g,
        'id="I"',
      ),
    ).toBe(
      '<h3>Members&#39; part</h3><ul role="list" class="rows">' +
        '<li class="row" id="I" tabindex="-1"><span class="mark">M1</span><div class="row-body"><p>Transport gap</p><p class="detail">15 min</p></div></li>' +
        '<li class="row" id="I" tabindex="-1"><div class="row-body"><p>No mark</p></div></li></ul>',
    );
  });

  it.each<[string, SealedButton, string]>([
    [
      'press',
      { kind: 'press', label: 'Regrets', action: 'a', value: 'tok' },
      `${FORM}${HIDDEN}<div class="actions"><button type="submit" name="token" value="tok" formaction="/press?at=c" class="button usual">Regrets</button></div></form>`,
    ],
    [
      'form',
      { kind: 'form', label: 'Add a topic', form: 'f', value: 'tok', tone: 'main' },
      '<div class="actions"><a href="/form?t=tok&amp;back=%2Fagenda" class="button main">Add a topic</a></div>',
    ],
    [
      'link',
      { kind: 'link', label: 'Print', url: `${PUBLIC_URL}/agenda?print=1`, tone: 'quiet' },
      '<div class="actions"><a href="/agenda?print=1" rel="noopener noreferrer" class="button quiet">Print</a></div>',
    ],
    [
      'link that is none',
      { kind: 'link', label: 'Call', url: 'tel:5550100', tone: 'grave' },
      '<div class="actions"><span class="button usual">Call</span></div>',
    ],
  ])('a button: %s', (_, button, expected) =>
    expect(block({ kind: 'buttons', buttons: [button] })).toBe(expected),
  );

  it("says what a row's button is about", () => {
    const html = written(renderCard(AGENDA, drawing, { scope: 'c' }));
    const named = [...tags(html, 'button'), ...tags(html, 'a')].map((tag) =>
      tag.attributes.get('aria-label'),
    );
    expect(named).toEqual(['Accept: Transport gap', undefined, 'Edit: Transport gap', undefined]);
  });

  it('puts all presses of a card into one form, with the hidden fields once', () => {
    const [form, ...more] = formsOf(written(renderCard(AGENDA, drawing, { scope: 'c' })));
    expect(more).toEqual([]);
    expect(form?.hidden).toEqual({ csrf: 'csrf-1', nonce: 'nonce-1', back: '/agenda' });
    expect(form?.buttons.map(({ label, attributes }) => [label, attributes.get('value')])).toEqual([
      ['Accept', 'token-accept-m1'],
      ['I will be there', 'token-yes'],
    ]);
  });
});

describe('cards', () => {
  const rowIds = (of: SealedCard): readonly (string | undefined)[] =>
    tags(written(renderCard(of, drawing, { scope: 'c' })), 'li').map((tag) => tag.attributes.get('id'));
  const listOf = (...texts: string[]): SealedCard => ({
    title: rich`T`,
    notice: 'n',
    blocks: [
      { kind: 'list', rows: texts.map((text, index) => ({ label: `M${index + 1}`, text: [plain(text)] })) },
    ],
  });

  it('are the page with a first heading, and list headings follow', () => {
    const html = tight(written(renderCard(AGENDA, drawing, { scope: 'c', level: 1 })));
    expect(html).toContain('<h1 id="c-title">Agenda, <time');
    expect(html).toContain('<h2>Members&#39; part, 10:32</h2>');
  });

  it('know a row again after it was moved', () => {
    const [a, b] = rowIds(listOf('Budget', 'Transport'));
    expect(rowIds(listOf('Transport', 'Budget'))).toEqual([b, a]);
  });

  it('tell two rows of the same words apart', () => {
    expect(new Set(rowIds(listOf('Budget', 'Budget', 'Budget'))).size).toBe(3);
  });

  it('give the focus to the first button only, when asked', () => {
    const html = written(renderCard(AGENDA, drawing, { scope: 'c', focus: true }));
    const focused = tags(html, 'button').filter((tag) => tag.attributes.has('autofocus'));
    expect(focused.map((tag) => tag.attributes.get('value'))).toEqual(['token-yes']);
    expect(skeleton(written(renderCard(AGENDA, drawing, { scope: 'c' }))).join()).not.toContain('autofocus');
  });

  it('can be shown with nothing to press', () => {
    const html = written(renderCard(withoutButtons(AGENDA), drawing, { scope: 'c' }));
    expect([...tags(html, 'button'), ...tags(html, 'a'), ...tags(html, 'form')]).toEqual([]);
    expect(html).toContain('Transport gap');
  });
});
