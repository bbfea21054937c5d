import type { SealedButton } from '../../src/kernel/card.ts';
import type { ActionData, ActionSet, CardAction, Submit } from './card-json.ts';
import type { Drawn } from './fit.ts';
import { ACTIONS_IN_SET, BUTTON_TEXT, BUTTON_VALUE, TOOLTIP } from './limits.ts';
import { hrefOf, paragraphs, run } from './rich.ts';
import { line } from './text.ts';

/** Where a button stands. In a dialog Teams knows Action.Submit alone. */
export type Stands = 'message' | 'dialog';

export interface Beside {
  readonly publicUrl: string;
  readonly stands: Stands;
  /** Presses carry their token a second time, for clients without Action.Execute. */
  readonly fallback: boolean;
  /** What a row's button is about, for those who hear it alone. */
  readonly about?: string;
}

type Look = Pick<Submit, 'tooltip' | 'style'>;

function lookOf({ label, tone }: SealedButton, about: string | undefined): Look {
  const style: Look =
    tone === 'main' ? { style: 'positive' } : tone === 'grave' ? { style: 'destructive' } : {};
  return about ? { tooltip: line(`${label}: ${about}`, TOOLTIP), ...style } : style;
}

function pressed(button: SealedButton & { kind: 'press' }, beside: Beside): CardAction {
  const title = line(button.label, BUTTON_TEXT);
  const data: ActionData = { convener: 'press', t: button.value };
  const look = lookOf(button, beside.about);
  const submit: Submit = { type: 'Action.Submit', title, data };
  // What is typed into a form is nothing to a press beside it.
  if (beside.stands === 'dialog') return { ...submit, ...look, associatedInputs: 'none' };
  const execute = { type: 'Action.Execute', title, verb: 'press', data, ...look } as const;
  return beside.fallback ? { ...execute, fallback: submit } : execute;
}

function opened(button: SealedButton & { kind: 'form' }, { stands, about }: Beside): CardAction {
  const title = line(button.label, BUTTON_TEXT);
  const data: ActionData = { convener: 'open', t: button.value };
  const submit = { type: 'Action.Submit', title, ...lookOf(button, about) } as const;
  return stands === 'dialog'
    ? { ...submit, data, associatedInputs: 'none' }
    : { ...submit, data: { ...data, msteams: { type: 'task/fetch' } } };
}

/** A token that Teams cannot carry becomes a way to the web page; a bad link becomes nothing. */
function action(button: SealedButton, beside: Beside): CardAction | undefined {
  const to = (address: string): CardAction | undefined => {
    const url = hrefOf(address);
    const title = line(button.label, BUTTON_TEXT);
    return url ? { type: 'Action.OpenUrl', title, url, ...lookOf(button, beside.about) } : undefined;
  };
  switch (button.kind) {
    case 'press':
    case 'form': {
      const carried = button.value !== '' && button.value.length <= BUTTON_VALUE;
      if (!carried) return to(beside.publicUrl);
      return button.kind === 'press' ? pressed(button, beside) : opened(button, beside);
    }
    case 'link':
      return to(button.url);
    default:
      return button satisfies never;
  }
}

/** Buttons in rows of as many as Teams shows. One that leads nowhere is said in words. */
export function drawButtons(buttons: readonly SealedButton[], beside: Beside): Drawn[] {
  const made = buttons.map((button) => action(button, beside));
  const actions = made.filter((each) => each !== undefined);
  const rows = Array.from({ length: Math.ceil(actions.length / ACTIONS_IN_SET) }, (_, index) =>
    actions.slice(index * ACTIONS_IN_SET, (index + 1) * ACTIONS_IN_SET),
  );
  const left = buttons.filter((_, index) => made[index] === undefined).map(({ label }) => label);
  return [
    ...rows.map((row) => ({ block: { type: 'ActionSet', actions: row } satisfies ActionSet, whole: true })),
    ...paragraphs([run(left.join(', '))]).map(({ block }) => ({ block, whole: false })),
  ];
}
