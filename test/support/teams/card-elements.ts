// The elements and actions of Adaptive Cards 1.5 that Teams draws, as rules. What it draws on some clients only, or not
// at all (Media, anything of 1.6), is not among them:
// https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
import {
  flag,
  items,
  kinds,
  matching,
  oneOf,
  shape,
  sized,
  whole,
  type Rule,
} from '../slack/limits-rules.ts';
import { actionsWith, buttonsWith } from './card-actions.ts';
import { inputs } from './card-inputs.ts';
import { TEXT, text, picture, anything, late, size, align, common, drawn } from './card-words.ts';

const actions = actionsWith(late(() => innerCard));
const buttons = buttonsWith(actions);
const selected = kinds(actions);

const run = shape(
  { text: sized(TEXT, 0) },
  {
    ...drawn,
    highlight: flag,
    italic: flag,
    strikethrough: flag,
    underline: flag,
    selectAction: selected,
  },
);
const inside = late(() => items(kinds(elements), 2000, 0));
const box = {
  selectAction: selected,
  style: oneOf('default', 'emphasis', 'good', 'attention', 'warning', 'accent'),
  verticalContentAlignment: oneOf('Top', 'Center', 'Bottom', 'top', 'center', 'bottom'),
  bleed: flag,
  minHeight: matching(/^\d+px$/, 'height'),
  rtl: flag,
};
const width: Rule = (value, at, say) => {
  if (typeof value !== 'number') matching(/^(auto|stretch|\d+(px)?)$/, 'width')(value, at, say);
};
const column = shape({}, { ...common, ...box, items: inside, width });
const cell = shape({ items: inside }, { ...box });
const row = shape(
  { cells: items(kinds({ TableCell: cell }), 20) },
  { style: box.style, horizontalCellContentAlignment: align, verticalCellContentAlignment: anything },
);

export const elements: Readonly<Record<string, Rule>> = {
  TextBlock: shape(
    { text },
    {
      ...common,
      ...drawn,
      wrap: flag,
      maxLines: whole(1),
      horizontalAlignment: align,
      style: oneOf('default', 'heading', 'columnHeader'),
    },
  ),
  RichTextBlock: shape(
    {
      inlines: items((value, at, say) => {
        if (typeof value !== 'string') kinds({ TextRun: run })(value, at, say);
      }, 500),
    },
    { ...common, horizontalAlignment: align },
  ),
  Image: shape(
    { url: picture, altText: text },
    {
      ...common,
      size: anything,
      style: oneOf('default', 'person'),
      width: anything,
      height: anything,
      horizontalAlignment: align,
      selectAction: selected,
      backgroundColor: text,
    },
  ),
  ImageSet: shape(
    {
      images: items(
        late(() => kinds({ Image: elements['Image']! })),
        50,
      ),
    },
    { ...common, imageSize: size },
  ),
  Container: shape({ items: inside }, { ...common, ...box }),
  ColumnSet: shape(
    { columns: items((value, at, say) => column(value, at, say), 20) },
    { ...common, ...box, horizontalAlignment: align },
  ),
  FactSet: shape({ facts: items(shape({ title: sized(TEXT, 0), value: sized(TEXT, 0) }), 100) }, common),
  ActionSet: shape({ actions: buttons }, { ...common, horizontalAlignment: align }),
  Table: shape(
    { columns: items(anything, 20), rows: items(kinds({ TableRow: row }), 100) },
    {
      ...common,
      firstRowAsHeader: flag,
      firstRowAsHeaders: flag,
      showGridLines: flag,
      gridStyle: box.style,
      horizontalCellContentAlignment: align,
      verticalCellContentAlignment: anything,
    },
  ),
  ...inputs,
};

const cardShape = {
  body: inside,
  actions: buttons,
  version: sized(10),
  $schema: text,
  fallbackText: text,
  lang: sized(20),
  speak: text,
  rtl: flag,
  minHeight: box.minHeight,
  selectAction: selected,
  verticalContentAlignment: box.verticalContentAlignment,
};
const innerCard = kinds({ AdaptiveCard: shape({}, cardShape) });

/** A person appears once in the list of those whose client asks for their own view. */
const refresh = shape(
  { action: kinds({ 'Action.Execute': actions['Action.Execute']! }) },
  { userIds: items(sized(400), 60), expires: text },
);
const msteams = shape(
  {},
  { width: oneOf('Full', 'full'), allowExpand: flag, entities: items(anything, 100) },
);
export const wholeCard = kinds({
  AdaptiveCard: shape({ version: sized(10) }, { ...cardShape, refresh, msteams, metadata: anything }),
});
