// The actions that Teams knows, as rules.
import { isThing, thing, words } from '../slack/json.ts';
import { both, flag, items, kinds, oneOf, shape, sized, type Rule } from '../slack/limits-rules.ts';
import { text, id, url, picture, anything, late } from './card-words.ts';

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
const titled: Rule = (value, at, say) => {
  if (words(thing(value)['title']).trim() === '') say('missing required field: title', at);
};
const inputsTaken = oneOf('auto', 'none', 'Auto', 'None');

type Rules = Readonly<Record<string, Rule>>;
/** All actions; a card that one of them unfolds follows the rule for such cards. */
export function actionsWith(innerCard: Rule): Rules {
  const fallbackAction = late(() => (value, at, say) => {
    if (value !== 'drop') kinds(actions)(value, at, say);
  });
  const actions: Rules = {
    'Action.OpenUrl': shape({ url }, { ...action, fallback: fallbackAction }),
    'Action.Submit': shape({}, { ...action, data, associatedInputs: inputsTaken, fallback: fallbackAction }),
    'Action.Execute': shape(
      { verb: sized(100) },
      { ...action, data, associatedInputs: inputsTaken, fallback: fallbackAction },
    ),
    'Action.ShowCard': shape({ card: innerCard }, { ...action, fallback: fallbackAction }),
    'Action.ToggleVisibility': shape(
      { targetElements: items(anything, 50) },
      { ...action, fallback: fallbackAction },
    ),
  };
  return actions;
}

/** Teams shows six of one row; the rest is lost. */
export const ACTIONS = 6;
/** Buttons: each says what it does. */
export const buttonsWith = (actions: Rules): Rule => items(both(kinds(actions), titled), ACTIONS);
