/** Slack's sizes. Where no page is named: docs.slack.dev/reference/block-kit, and the comments of @slack/types. */
export const LIMITS = {
  /** docs.slack.dev/reference/block-kit/blocks: blocks in a message, in a modal or home. */
  messageBlocks: 50,
  viewBlocks: 100,
  /**
   * All blocks that chat.postMessage takes, as JSON; some 13,200 are refused as `msg_blocks_too_long`, which no page
   * says (github.com/slackapi/bolt-js/issues/2509 and 2867: answers to commands and presses are spared).
   */
  messageChars: 12_000,
  answerChars: 30_000,
  /** Top-level `text`: cut by Slack after 40,000; screen readers read it. */
  text: 4000,
  header: 150,
  contextText: 2000,
  richText: 3000,
  buttonText: 75,
  buttonValue: 2000,
  buttonUrl: 3000,
  buttonsInBlock: 25,
  viewTitle: 24,
  metadata: 3000,
  label: 2000,
  hint: 2000,
  optionText: 75,
  optionValue: 75,
  radios: 10,
  options: 100,
  inputMax: 3000,
} as const;

/** What one message may hold beside Slack's own limit: chat.postMessage allows about one a second and channel. */
export const PACE_MS = 1100;
