import type { Form, Option, Value } from '../../kernel/card.ts';
import { shortLabel } from '../../kernel/options.ts';
import { rich } from '../../kernel/rich.ts';

interface Hiding {
  readonly form: string;
  /** What the choice is called in what is sent. */
  readonly field: string;
  readonly options: readonly Option[];
  readonly context: Value;
}

/** "This may point to a person" (COPY 15): which of the texts that this reader sees. */
export const hideForm = ({ form, field, options, context }: Hiding): Form => ({
  form,
  title: 'This may point to a person',
  intro: rich`It is hidden at once, and a chair looks at it. You need not be sure, and we do not tell others who pressed.`,
  fields: [
    {
      kind: 'choice',
      name: field,
      label: 'Which one?',
      options: options.map(({ label, ...option }) => ({ ...option, label: shortLabel(label) })),
      required: true,
    },
  ],
  submit: 'Hide it now',
  context,
});
