import { flag, items, kinds, matching, oneOf, shape, sized, whole, type Rule } from './limits-rules.ts';

// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
const style = shape(
  {},
  {
    bold: flag,
    italic: flag,
    strike: flag,
    code: flag,
    underline: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  },
);
const id = (letters: string): Rule => matching(new RegExp(`^[${letters}][A-Z0-9]+$`), 'id');

const inline = kinds({
  text: shape({ text: sized(40_000) }, { style }),
  link: shape({ url: sized(3000) }, { text: sized(40_000), unsafe: flag, style }),
  user: shape({ user_id: id('UW') }, { style }),
  usergroup: shape({ usergroup_id: id('S') }, { style }),
  channel: shape({ channel_id: id('CGD') }, { style }),
  emoji: shape({ name: sized(255) }, { unicode: sized(255), style }),
  date: shape(
    { timestamp: whole(0), format: sized(3000) },
    { url: sized(3000), fallback: sized(3000), style },
  ),
  broadcast: shape({ range: oneOf('here', 'channel', 'everyone') }, { style }),
  color: shape({ value: sized(30) }, { style }),
  team: shape({ team_id: id('T') }, { style }),
});
const verbatim = kinds({
  text: shape({ text: sized(40_000) }, { style }),
  link: shape({ url: sized(3000) }, { text: sized(40_000), unsafe: flag, style }),
});
const section = shape({ elements: items(inline, 10_000) });

export const richText: Rule = items(
  kinds({
    rich_text_section: section,
    rich_text_list: shape(
      { style: oneOf('bullet', 'ordered'), elements: items(kinds({ rich_text_section: section }), 1000) },
      { indent: whole(0, 8), offset: whole(0), border: whole(0, 1) },
    ),
    rich_text_quote: shape({ elements: items(inline, 10_000) }, { border: whole(0, 1) }),
    rich_text_preformatted: shape({ elements: items(verbatim, 10_000) }, { border: whole(0, 1) }),
  }),
  1000,
);
