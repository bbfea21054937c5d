// The elements of Adaptive Cards 1.5 that we use: https://adaptivecards.io/explorer/
import type { CARD_VERSION } from './limits.ts';

export interface OpenUrl {
  readonly type: 'Action.OpenUrl';
  readonly title?: string;
  readonly url: string;
  readonly tooltip?: string;
  readonly style?: ActionStyle;
}
type ActionStyle = 'positive' | 'destructive';

/** What a press carries: what it is, and the token. */
export interface ActionData {
  readonly convener: 'press' | 'open' | 'submit';
  readonly t: string;
  /** Opens a dialog: https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots */
  readonly msteams?: { readonly type: 'task/fetch' };
}
export interface Submit {
  readonly type: 'Action.Submit';
  readonly title: string;
  readonly data: ActionData;
  readonly associatedInputs?: 'none';
  readonly tooltip?: string;
  readonly style?: ActionStyle;
}
/** https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/universal-action-model */
export interface Execute {
  readonly type: 'Action.Execute';
  readonly title: string;
  readonly verb: string;
  readonly data: ActionData;
  readonly tooltip?: string;
  readonly style?: ActionStyle;
  readonly fallback?: Submit;
}
export type CardAction = OpenUrl | Submit | Execute;

/** Never read as markdown. */
export interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Small' | 'Large';
  readonly isSubtle?: true;
  readonly selectAction?: OpenUrl;
}
export interface RichText {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
  readonly spacing?: 'None' | 'Small' | 'Medium';
  /** A line above it: Adaptive Cards know no divider. */
  readonly separator?: true;
}
/** Read as markdown: for harmless words only. */
export interface Heading {
  readonly type: 'TextBlock';
  readonly text: string;
  readonly style: 'heading';
  readonly size: 'Large';
  readonly weight: 'Bolder';
  readonly wrap: true;
}
export interface ActionSet {
  readonly type: 'ActionSet';
  readonly separator?: true;
  readonly actions: readonly CardAction[];
}

interface InputBase {
  readonly id: string;
  readonly label: string;
  readonly isRequired?: true;
  readonly errorMessage?: string;
}
export interface Choice {
  readonly title: string;
  readonly value: string;
}
export type Input =
  | (InputBase & {
      readonly type: 'Input.Text';
      readonly isMultiline?: true;
      readonly maxLength: number;
      readonly value?: string;
    })
  | (InputBase & {
      readonly type: 'Input.Number';
      readonly min?: number;
      readonly max?: number;
      readonly value?: number;
    })
  | (InputBase & { readonly type: 'Input.Date' | 'Input.Time'; readonly value?: string })
  | (InputBase & {
      readonly type: 'Input.ChoiceSet';
      readonly style: 'compact' | 'expanded';
      readonly choices: readonly Choice[];
      readonly isMultiSelect?: true;
      readonly wrap?: true;
      readonly placeholder?: string;
      readonly value?: string;
      /** People by their Entra object ids: https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/people-picker */
      readonly 'choices.data'?: {
        readonly type: 'Data.Query';
        readonly dataset: 'graph.microsoft.com/users';
      };
    });

export type Element = RichText | Heading | ActionSet | Input;

export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly $schema: string;
  readonly version: typeof CARD_VERSION;
  readonly body: readonly Element[];
}

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

export interface Attachment {
  readonly contentType: typeof CARD_TYPE;
  readonly content: AdaptiveCard;
}
export const attached = (content: AdaptiveCard): Attachment => ({ contentType: CARD_TYPE, content });
