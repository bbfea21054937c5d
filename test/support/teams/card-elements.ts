// The elements and actions of Adaptive Cards 1.5 that Teams draws, as rules. What it draws on some clients only, or not
// at all (Media, anything of 1.6), is not among them:
// https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
import {
  both,
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
import { isThing, list, thing, words } from '../slack/json.ts';

/** Not documented; far more than a person reads in one place. */
const TEXT = 10_000;
const text = sized(TEXT);
const id = sized(200);
const url = both(sized(2000), matching(/^https?:\/\/\S+$/, 'url'));
const picture = both(
  sized(20_000),
  matching(/^(https:\/\/|data:image\/(png|jpeg|gif);base64,)\S+$/, 'image'),
);
const anything: Rule = () => {};
const late =
  (rule: () => Rule): Rule =>
  (value, at, say) =>
    rule()(value, at, say);

const size = oneOf(
  'Default',
  'Small',
  'Medium',
  'Large',
  'ExtraLarge',
  'default',
  'small',
  'medium',
  'large',
);
const weight = oneOf('Default', 'Lighter', 'Bolder', 'default', 'lighter', 'bolder');
const color = oneOf('Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention');
const spacing = oneOf('Default', 'None', 'Small', 'Medium', 'Large', 'ExtraLarge', 'Padding');
const align = oneOf('Left', 'Center', 'Right', 'left', 'center', 'right');
const drawn = { size, weight, color, isSubtle: flag, fontType: oneOf('Default', 'Monospace') };
const common = {
  id,
  isVisible: flag,
  separator: flag,
  spacing,
  height: oneOf('auto', 'stretch'),
  requires: anything,
  fallback: anything,
};

/** What a button carries comes back to us as it is. */
const data: Rule = (value, at, say) => {
  if (!isThing(value)) return say('must provide an object', at);
  const { msteams } = value;
  if (msteams !== undefined)
    shape(
      { type: oneOf('task/fetch', 'messageBack', 'imBack', 'signin', 'invoke') },
      { text, displayText: text, value: anything },
    )(msteams, `${at}/msteams`, say);
};
const action = {
  id,
  title: sized(200),
  iconUrl: picture,
  style: oneOf('default', 'positive', 'destructive'),
  tooltip: sized(200),
  isEnabled: flag,
  mode: oneOf('primary', 'secondary'),
  requires: anything,
};
const titled = both(anything, (value, at, say) => {
  if (words(thing(value)['title']).trim() === '') say('missing required field: title', at);
});
const fallbackAction = late(() => (value, at, say) => {
  if (value !== 'drop') kinds(actions)(value, at, say);
});
const inputsTaken = oneOf('auto', 'none', 'Auto', 'None');

export const actions: Readonly<Record<string, Rule>> = {
  'Action.OpenUrl': shape({ url }, { ...action, fallback: fallbackAction }),
  'Action.Submit': shape({}, { ...action, data, associatedInputs: inputsTaken, fallback: fallbackAction }),
  'Action.Execute': shape(
    { verb: sized(100) },
    { ...action, data, associatedInputs: inputsTaken, fallback: fallbackAction },
  ),
  'Action.ShowCard': shape({ card: late(() => innerCard) }, { ...action, fallback: fallbackAction }),
  'Action.ToggleVisibility': shape(
    { targetElements: items(anything, 50) },
    { ...action, fallback: fallbackAction },
  ),
};
/** A button: it says what it does. */
const button = both(kinds(actions), titled);
/** Teams shows six of one row; the rest is lost. */
export const ACTIONS = 6;
export const buttons = items(button, ACTIONS);
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
const inside = late(() => items(kinds(elements), 200, 0));
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

const input = { ...common, label: sized(500), isRequired: flag, errorMessage: sized(500) };
const DATE = matching(/^\d{4}-\d{2}-\d{2}$/, 'date');
const TIME = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'time');
const number: Rule = (value, at, say) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) say('must provide a number', at);
};
const choice = shape({ title: sized(500), value: sized(500) });
const choiceSet = both(
  shape(
    { id },
    {
      ...input,
      choices: items(choice, 500, 0),
      'choices.data': kinds({ 'Data.Query': shape({ dataset: text }, { count: whole(1), skip: whole(0) }) }),
      isMultiSelect: flag,
      style: oneOf('compact', 'expanded', 'filtered'),
      value: sized(TEXT, 0),
      placeholder: sized(200),
      wrap: flag,
    },
  ),
  (value, at, say) => {
    const { choices, 'choices.data': asked, isMultiSelect: many, value: chosen } = thing(value);
    const values = list(choices).map((each) => words(thing(each)['value']));
    if (values.length === 0 && asked === undefined) say('no fewer than 1 items allowed', `${at}/choices`);
    if (new Set(values).size < values.length) say('choice values must be unique', `${at}/choices`);
    if (many === true && values.some((each) => each.includes(',')))
      say('values of several choices go without commas', `${at}/choices`);
    const first = many === true ? words(chosen).split(',') : [words(chosen)];
    if (words(chosen) !== '' && asked === undefined && !first.every((each) => values.includes(each)))
      say('value is not one of the choices', `${at}/value`);
  },
);

export const inputs: Readonly<Record<string, Rule>> = {
  'Input.Text': both(
    shape(
      { id },
      {
        ...input,
        isMultiline: flag,
        maxLength: whole(1),
        placeholder: sized(500),
        regex: text,
        style: oneOf('text', 'tel', 'url', 'email', 'password'),
        value: sized(TEXT, 0),
        inlineAction: selected,
      },
    ),
    (value, at, say) => {
      const { value: typed, maxLength: most } = thing(value);
      if (typeof most === 'number' && words(typed).length > most)
        say(`must be less than ${most + 1} characters`, `${at}/value`);
    },
  ),
  'Input.Number': shape({ id }, { ...input, min: number, max: number, placeholder: text, value: number }),
  'Input.Date': shape({ id }, { ...input, min: DATE, max: DATE, placeholder: text, value: DATE }),
  'Input.Time': shape({ id }, { ...input, min: TIME, max: TIME, placeholder: text, value: TIME }),
  'Input.Toggle': shape(
    { id, title: text },
    { ...input, value: text, valueOff: text, valueOn: text, wrap: flag },
  ),
  'Input.ChoiceSet': choiceSet,
};

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
