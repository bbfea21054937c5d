import type { ActionsBlock, Button } from '@slack/types';
import type { SealedButton } from '../../src/kernel/card.ts';
import { clean } from '../../src/kernel/letters.ts';
import type { Drawn } from './fit.ts';
import { ACCESSIBILITY_LABEL, ACTIONS_ELEMENTS, BUTTON_TEXT, BUTTON_VALUE, RICH_TEXT } from './limits.ts';
import { hrefOf, plainPiece, richBlock } from './rich.ts';
import { cut, lengthOf, plainElement } from './text.ts';

interface Beside {
  readonly publicUrl: string;
  /** Sets a card's buttons apart. */
  readonly at: string;
  /** What a row's button is about, for those who hear it alone. */
  readonly about?: string;
}

const styleOf = ({ tone }: SealedButton): Pick<Button, 'style'> =>
  tone === 'main' ? { style: 'primary' } : tone === 'grave' ? { style: 'danger' } : {};

/** What pressing does. A token that Slack cannot carry becomes a way to the web page; a bad link becomes nothing. */
function targetOf(
  button: SealedButton,
  publicUrl: string,
): { kind: SealedButton['kind']; value?: string; url?: string } | undefined {
  switch (button.kind) {
    case 'press':
    case 'form': {
      const { kind, value } = button;
      if (value !== '' && value.length <= BUTTON_VALUE) return { kind, value };
      const url = hrefOf(publicUrl);
      return url ? { kind: 'link', url } : undefined;
    }
    case 'link': {
      const url = hrefOf(button.url);
      return url ? { kind: 'link', url } : undefined;
    }
    default:
      return button satisfies never;
  }
}

function element(button: SealedButton, { publicUrl, at, about }: Beside, index: number): Button | undefined {
  const target = targetOf(button, publicUrl);
  if (!target) return undefined;
  const { kind, ...rest } = target;
  const label = about
    ? { accessibility_label: cut(clean(`${button.label}: ${about}`), ACCESSIBILITY_LABEL) }
    : {};
  return {
    type: 'button',
    action_id: `${kind}:${at}.${index}`,
    text: plainElement(button.label, BUTTON_TEXT),
    ...rest,
    ...styleOf(button),
    ...label,
  };
}

/** Buttons in rows of as many as Slack takes. One that leads nowhere is said in words. */
export function drawButtons(buttons: readonly SealedButton[], beside: Beside): Drawn[] {
  const drawn = buttons.map((button, index) => element(button, beside, index));
  const elements = drawn.filter((each) => each !== undefined);
  const rows = Array.from({ length: Math.ceil(elements.length / ACTIONS_ELEMENTS) }, (_, index) =>
    elements.slice(index * ACTIONS_ELEMENTS, (index + 1) * ACTIONS_ELEMENTS),
  );
  const left = buttons.filter((_, index) => drawn[index] === undefined).map(({ label }) => label);
  const words = richBlock([[plainPiece(left.join(', '))]]);
  return [
    ...rows.map((row) => ({
      block: { type: 'actions', elements: row } satisfies ActionsBlock,
      size: row.reduce((sum, { text }) => sum + lengthOf(text.text), 0),
      whole: true,
    })),
    ...(words ? [{ block: words, size: Math.min(lengthOf(left.join(', ')), RICH_TEXT), whole: false }] : []),
  ];
}
