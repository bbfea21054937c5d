import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import type { Block, ListRow, SealedButton, SealedCard, Token } from '../../src/kernel/card.ts';
import { plainText, spanText, webAddress, type Rich, type Span, type Words } from '../../src/kernel/rich.ts';

export type Html = ReturnType<typeof html>;

/** What goes with every form: who sent it, which rendering of the page, and where to come back to. */
export interface Hidden {
  readonly csrf: string;
  readonly nonce: string;
  readonly back: string;
}

/** All that a card needs to become HTML. */
export interface Drawing {
  readonly words: Words;
  readonly publicUrl: string;
  readonly hidden: Hidden;
}

interface CardOptions {
  /** Sets the card's ids apart from those of other cards on the page. */
  readonly scope: string;
  /** 1 when the card is the page; 'none' in a note, which stands before the page's own headings. */
  readonly level?: 1 | 2 | 'none';
  /** The first button gets the focus: the safe choice comes first. A card without buttons has it itself. */
  readonly focus?: boolean;
}

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** A short id for something with a longer name. */
export const scopeOf = (key: string): string => `c-${short(key)}`;

/** What leads to our own pages stays relative, so that it works under any name. */
export function hrefOf(url: string, publicUrl: string): string | undefined {
  const found = webAddress(url);
  if (!found) return undefined;
  const { origin, pathname, search, hash, href } = found;
  const own = origin === new URL(publicUrl).origin && !pathname.startsWith('//');
  return own ? `${pathname}${search}${hash}` : href;
}

function renderSpan(span: Span, { words, publicUrl }: Pick<Drawing, 'words' | 'publicUrl'>): Html {
  switch (span.kind) {
    case 'plain':
      return html`${span.text}`;
    case 'bold':
      return html`<strong>${span.text}</strong>`;
    case 'typed':
      return html`${spanText(span, words)}`;
    case 'link': {
      const href = hrefOf(span.url, publicUrl);
      return href ? html`<a href="${href}" rel="noopener noreferrer">${span.text}</a>` : html`${span.text}`;
    }
    case 'mention':
      return html`<span class="person">${spanText(span, words)}</span>`;
    case 'time': {
      const said = spanText(span, words);
      const valid = !Number.isNaN(span.at.getTime());
      return valid ? html`<time datetime="${span.at.toISOString()}">${said}</time>` : html`${said}`;
    }
    default:
      return span satisfies never;
  }
}

/** Text as HTML: every span is escaped by itself. */
export const renderRich = (text: Rich, drawing: Pick<Drawing, 'words' | 'publicUrl'>): Html =>
  html`${text.map((span) => renderSpan(span, drawing))}`;

/** A form that is answered in place, where there are scripts: out of the page it gets come #page and #status. */
export const inPlace = (path: string): Html =>
  html`method="post" action="${path}" hx-post="${path}" hx-target="#page" hx-select="#page"
  hx-select-oob="#status:innerHTML" hx-swap="outerHTML"`;

export const hiddenInput = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}" />`;

export const hiddenInputs = ({ csrf, nonce, back }: Hidden): Html =>
  html`${Object.entries({ csrf, nonce, back }).map(([name, value]) => hiddenInput(name, value))}`;

interface Beside {
  /** What a row's button is about, for those who hear it alone. */
  readonly about?: string;
  /** The id of the row or card it stands in, to come back to. */
  readonly at?: string;
  readonly focus?: boolean;
}

export const formPath = (token: Token, { back }: Hidden): string =>
  `/form?${new URLSearchParams({ t: token, back }).toString()}`;

function renderButton(button: SealedButton, drawing: Drawing, { about, at, focus }: Beside = {}): Html {
  const classes = `button ${button.tone ?? 'usual'}`;
  const name = about ? html` aria-label="${button.label}: ${about}"` : '';
  const look = html`class="${classes}"${name}${focus ? html` autofocus` : ''}`;
  switch (button.kind) {
    case 'press': {
      const action = at ? html` formaction="/press?at=${at}"` : '';
      const press = html`type="submit" name="token" value="${button.value}"${action} ${look}`;
      return html`<button ${press}>${button.label}</button>`;
    }
    case 'form':
      return html`<a href="${formPath(button.value, drawing.hidden)}" ${look}>${button.label}</a>`;
    case 'link': {
      const href = hrefOf(button.url, drawing.publicUrl);
      return href
        ? html`<a href="${href}" rel="noopener noreferrer" ${look}>${button.label}</a>`
        : html`<span class="button usual">${button.label}</span>`;
    }
    default:
      return button satisfies never;
  }
}

function renderRow(row: ListRow<Token>, id: string, drawing: Drawing): Html {
  const { label, text, detail, buttons = [] } = row;
  const about = plainText(text, drawing.words);
  const mark = label ? html`<span class="mark">${label}</span>` : '';
  const more = detail && detail.length > 0 ? html`<p class="detail">${renderRich(detail, drawing)}</p>` : '';
  const actions =
    buttons.length > 0
      ? html`<div class="row-actions">
          ${buttons.map((button) => renderButton(button, drawing, { about, at: id }))}
        </div>`
      : '';
  return html`<li class="row" id="${id}" tabindex="-1">
    ${mark}
    <div class="row-body">
      <p>${renderRich(text, drawing)}</p>
      ${more}${actions}
    </div>
  </li>`;
}

/** Options of one card while it is drawn, with what its rows have said so far: no two rows have one id. */
type Drawn = CardOptions & { readonly said: string[] };

/** By its words and not its place: it is the same row after it was moved. */
function rowId(words: string, { scope, said }: Drawn): string {
  const before = said.filter((each) => each === words).length;
  said.push(words);
  return `${scope}-${short(`${words} ${before}`)}`;
}

function listHeading(title: Html, { level }: CardOptions): Html {
  if (level === 'none') return html`<p><strong>${title}</strong></p>`;
  return level === 1 ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`;
}

function renderList(block: Block<Token> & { kind: 'list' }, drawing: Drawing, options: Drawn): Html {
  const { heading, rows } = block;
  const ids = rows.map((row) => rowId(plainText(row.text, drawing.words), options));
  const title = heading && renderRich(heading, drawing);
  return html`${title ? listHeading(title, options) : ''}
    <ul role="list" class="rows">
      ${rows.map((row, index) => renderRow(row, ids[index]!, drawing))}
    </ul>`;
}

function renderBlock(block: Block<Token>, drawing: Drawing, options: Drawn): Html {
  switch (block.kind) {
    case 'text':
      return html`<p>${renderRich(block.text, drawing)}</p>`;
    case 'note':
      return html`<p class="note">${renderRich(block.text, drawing)}</p>`;
    case 'facts':
      return html`<dl class="facts">
        ${block.rows.map(
          ({ label, value }) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${renderRich(value, drawing)}</dd>
            </div>`,
        )}
      </dl>`;
    case 'list':
      return renderList(block, drawing, options);
    case 'buttons':
      return html`<div class="actions">
        ${block.buttons.map((button, index) =>
          renderButton(button, drawing, { at: options.scope, focus: options.focus === true && index === 0 }),
        )}
      </div>`;
    case 'divider':
      return html`<hr />`;
    default:
      return block satisfies never;
  }
}

const buttonsOf = (block: Block<Token>): readonly SealedButton[] => {
  switch (block.kind) {
    case 'buttons':
      return block.buttons;
    case 'list':
      return block.rows.flatMap((row) => row.buttons ?? []);
    case 'text':
    case 'note':
    case 'facts':
    case 'divider':
      return [];
    default:
      return block satisfies never;
  }
};

/** Blocks in one form: each press is a button of it, and all share the hidden fields. */
export function renderBlocks(blocks: readonly Block<Token>[], drawing: Drawing, options: CardOptions): Html {
  const firstButtons = blocks.findIndex((block) => block.kind === 'buttons');
  const said: string[] = [];
  const inner = blocks.map((block, index) =>
    renderBlock(block, drawing, {
      ...options,
      said,
      focus: options.focus === true && index === firstButtons,
    }),
  );
  const presses = blocks.flatMap(buttonsOf).some((button) => button.kind === 'press');
  if (!presses) return html`${inner}`;
  return html`<form ${inPlace('/press')}>${hiddenInputs(drawing.hidden)}${inner}</form>`;
}

/** A card on its sheet. */
export function renderCard(card: SealedCard, drawing: Drawing, options: CardOptions): Html {
  const { scope, level = 2 } = options;
  const title = renderRich(card.title, drawing);
  const name = `${scope}-title`;
  const heading = level === 1 ? html`<h1 id="${name}">${title}</h1>` : html`<h2 id="${name}">${title}</h2>`;
  const itself = options.focus === true && !card.blocks.some(({ kind }) => kind === 'buttons');
  const focus = itself ? html` autofocus` : '';
  return html`<article class="card" id="${scope}" aria-labelledby="${name}" tabindex="-1" ${focus}>
    ${heading}${renderBlocks(card.blocks, drawing, options)}
  </article>`;
}

/** The same card to look at or print: nothing can be pressed. */
export function withoutButtons(card: SealedCard): SealedCard {
  const blocks = card.blocks.flatMap((block): readonly Block<Token>[] => {
    if (block.kind === 'buttons') return [];
    if (block.kind !== 'list') return [block];
    return [{ ...block, rows: block.rows.map(({ buttons: _buttons, ...row }) => row) }];
  });
  return { ...card, blocks };
}
