// What the rules for Adaptive Cards have in common.
import { both, flag, matching, oneOf, sized, type Rule } from '../slack/limits-rules.ts';

/** Not documented; far more than a person reads in one place. */
export const TEXT = 10_000;
export const text = sized(TEXT);
export const id = sized(200);
export const url = both(sized(2000), matching(/^https?:\/\/\S+$/, 'url'));
export const picture = both(
  sized(20_000),
  matching(/^(https:\/\/|data:image\/(png|jpeg|gif);base64,)\S+$/, 'image'),
);
export const anything: Rule = () => {};
export const late =
  (rule: () => Rule): Rule =>
  (value, at, say) =>
    rule()(value, at, say);

export const size = oneOf(
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
export const align = oneOf('Left', 'Center', 'Right', 'left', 'center', 'right');
export const drawn = { size, weight, color, isSubtle: flag, fontType: oneOf('Default', 'Monospace') };
export const common = {
  id,
  isVisible: flag,
  separator: flag,
  spacing,
  height: oneOf('auto', 'stretch'),
  requires: anything,
  fallback: anything,
};
