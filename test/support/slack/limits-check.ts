// What Slack refuses, worded as it does, so that no card or form of ours is ever the first to find out.
import { isThing, list, thing, words } from './json.ts';
import {
  button,
  choosers,
  id,
  image,
  imageBlock,
  manyChoosers,
  overflow,
  typing,
} from './limits-elements.ts';
import { richText } from './limits-rich-text.ts';
import {
  anyText,
  everything,
  flag,
  items,
  kinds,
  plainText,
  shape,
  sized,
  type Problem,
  type Rule,
  type Say,
} from './limits-rules.ts';

export type { Problem } from './limits-rules.ts';

/**
 * The sum over all blocks is not documented. Measured by others (github.com/slackapi/bolt-js issues 2509, 2867):
 * 9,597 characters of text in 50 blocks passed, 11,341 in 45 did not. The fake stops where nobody has been.
 */
export const ALL_BLOCKS = 10_000;
/** chat.update refuses more, in bytes, and whatever we post may be edited later. */
export const TEXT_BYTES = 4000;
/** https://docs.slack.dev/reference/methods/views.open: view_too_large */
export const VIEW_BYTES = 250_000;

const block = { block_id: id };
const layout: Readonly<Record<string, Rule>> = {
  divider: shape({}, block),
  header: shape({ text: plainText(150) }, block),
  image: imageBlock,
  section: (value, at, say) => {
    shape(
      {},
      {
        ...block,
        text: anyText(3000),
        fields: items(anyText(2000), 10),
        accessory: kinds({ button, image, overflow, ...choosers, ...manyChoosers }),
        expand: flag,
      },
    )(value, at, say);
    const { text, fields } = thing(value);
    if (text === undefined && fields === undefined) say('missing required field: text or fields', at);
  },
  context: shape(
    {
      elements: items(kinds({ image, plain_text: anyText(2000), mrkdwn: anyText(2000) }), 10),
    },
    block,
  ),
  actions: shape({ elements: items(kinds({ button, overflow, ...choosers }), 25) }, block),
  rich_text: shape({ elements: richText }, block),
  input: shape(
    { label: plainText(2000), element: kinds({ ...typing, ...choosers, ...manyChoosers }) },
    { ...block, hint: plainText(2000), optional: flag, dispatch_action: flag },
  ),
};
const messageOnly: Readonly<Record<string, Rule>> = {
  markdown: shape({ text: sized(12_000) }, block),
  table: shape(
    {
      rows: items(
        items(() => {}, 20),
        100,
      ),
    },
    { ...block, column_settings: items(() => {}, 20) },
  ),
};

/** Characters of text that people would read, and of the whole as JSON. */
export function sizeOf(blocks: unknown): { readonly text: number; readonly json: number } {
  let text = 0;
  for (const [each] of everything(blocks))
    text += words(each['text']).length + words(each['alt_text']).length;
  return { text, json: JSON.stringify(blocks ?? []).length };
}

/** Ids that must differ, and at most one field that takes the focus. */
function together(blocks: unknown, at: string, say: Say): void {
  const ids = list(blocks).map((each) => words(thing(each)['block_id']));
  const twice = ids.findIndex((each, index) => each !== '' && ids.indexOf(each) < index);
  if (twice >= 0) say('block_id already exists', `${at}/${twice}/block_id`);
  for (const [index, each] of list(blocks).entries()) {
    const actions = [...everything(each)].map(([inside]) => words(inside['action_id'])).filter(Boolean);
    if (new Set(actions).size < actions.length) say('action_id already exists', `${at}/${index}`);
  }
  if ([...everything(blocks)].filter(([each]) => each['focus_on_load'] === true).length > 1)
    say('only one element can have focus_on_load', at);
}

function collect(code: string, look: (say: Say) => void): readonly Problem[] {
  const problems: Problem[] = [];
  look((message, pointer, own = code) =>
    problems.push({ code: own, message: `[ERROR] ${message} [json-pointer:${pointer}]` }),
  );
  return problems;
}

/** `text` may be missing from an answer that only removes a message; from nothing a person should read. */
export function problemsOfMessage(payload: unknown, needsText = true): readonly Problem[] {
  const { text, blocks } = thing(payload);
  return collect('invalid_blocks', (say) => {
    if (words(text) === '') {
      if (needsText) say('missing required field: text', '/text', 'no_text');
    } else if (Buffer.byteLength(words(text)) > TEXT_BYTES)
      say(`must be less than ${TEXT_BYTES + 1} characters`, '/text', 'msg_too_long');
    if (blocks === undefined) return;
    items(kinds({ ...layout, ...messageOnly }), 50, 0)(blocks, '/blocks', say);
    together(blocks, '/blocks', say);
    if (sizeOf(blocks).text > ALL_BLOCKS)
      say(`must be less than ${ALL_BLOCKS + 1} characters`, '/blocks', 'msg_blocks_too_long');
  });
}

const viewBase = { private_metadata: sized(3000, 0), callback_id: sized(255), external_id: sized(255, 0) };
const blocksOfView = items(kinds(layout), 100, 0);

export function problemsOfView(view: unknown): readonly Problem[] {
  return collect('invalid_arguments', (say) => {
    const { type, blocks, submit } = thing(view);
    if (!isThing(view) || (type !== 'modal' && type !== 'home'))
      return say(`unsupported type: ${words(type)}`, '/view/type');
    if (type === 'home') shape({ blocks: blocksOfView }, viewBase)(view, '/view', say);
    else
      shape(
        { title: plainText(24), blocks: blocksOfView },
        {
          ...viewBase,
          submit: plainText(24),
          close: plainText(24),
          clear_on_close: flag,
          notify_on_close: flag,
          submit_disabled: flag,
        },
      )(view, '/view', say);
    together(blocks, '/view/blocks', say);
    const inputs = list(blocks).some((each) => thing(each)['type'] === 'input');
    if (type === 'modal' && inputs && submit === undefined) say('missing required field: submit', '/view');
    if (Buffer.byteLength(JSON.stringify(view)) > VIEW_BYTES)
      say('view is too large', '/view', 'view_too_large');
  });
}

const worded = (problems: readonly Problem[]): readonly string[] => problems.map(({ message }) => message);
export const checkMessage = (payload: unknown): readonly string[] => worded(problemsOfMessage(payload));
export const checkView = (view: unknown): readonly string[] => worded(problemsOfView(view));
export function checkHome(view: unknown): readonly string[] {
  return thing(view)['type'] === 'home'
    ? worded(problemsOfView(view))
    : ['[ERROR] must be a valid enum value [json-pointer:/view/type]'];
}
