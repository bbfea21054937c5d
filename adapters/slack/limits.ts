// Slack's sizes. Block Kit: https://docs.slack.dev/reference/block-kit/blocks and the pages of each element.
export const BLOCKS_IN_MESSAGE = 50;
/** https://docs.slack.dev/reference/views/modal-views; a Home tab has the same. */
export const BLOCKS_IN_VIEW = 100;
/**
 * All text of a message together. Slack says `msg_blocks_too_long` at about 13,200 characters, and documents it nowhere
 * (https://github.com/slackapi/bolt-js/issues/2509, /issues/2867): we stay well below.
 */
export const ALL_BLOCKS = 10_000;
/** One piece of text; Slack's own limit for a section. */
export const SECTION_TEXT = 3000;
export const HEADER_TEXT = 150;
/** Not documented for rich_text; a row of ours never needs more. */
export const RICH_TEXT = SECTION_TEXT;
export const CONTEXT_TEXT = 2000;
export const ACTIONS_ELEMENTS = 25;
/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
export const BUTTON_TEXT = 75;
export const BUTTON_VALUE = 2000;
export const BUTTON_URL = 3000;
export const ACCESSIBILITY_LABEL = 75;
/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
export const OPTION_TEXT = 75;
export const OPTION_VALUE = 75;
export const SELECT_OPTIONS = 100;
/** Radio buttons and checkboxes. */
export const FEW_OPTIONS = 10;
/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
export const INPUT_TEXT = 3000;
/** https://docs.slack.dev/reference/block-kit/blocks/input-block */
export const LABEL_TEXT = 2000;
export const BLOCK_ID = 255;
/** Title, submit and close of a modal: https://docs.slack.dev/reference/views/modal-views */
export const MODAL_WORDS = 24;
export const PRIVATE_METADATA = 3000;
/** chat.update takes 4,000 bytes (https://docs.slack.dev/reference/methods/chat.update); a notice is one sentence. */
export const NOTICE_TEXT = 1000;

/** An interaction is given up by Slack after 3 s (https://docs.slack.dev/interactivity/handling-user-interaction). */
export const STILL_WORKING_MS = 2200;
/** How long Slack may take to show what a form was answered with. */
export const APPLIED_MS = 500;
/** No wait for "too fast" is longer where a person waits for an answer. */
export const PATIENCE_MS = 60_000;
/** No call of ours waits longer for Slack. */
export const CALL_TIMEOUT_MS = 10_000;
/** A signature is good for five minutes, in both directions (https://docs.slack.dev/authentication/verifying-requests-from-slack). */
export const SIGNED_MS = 5 * 60_000;
/** Far above any interaction of ours. */
export const BODY_BYTES = 1024 * 1024;
/** About one message a second in a channel (https://docs.slack.dev/apis/web-api/rate-limits). */
export const PACE_MS = 1100;
/** chat.update is tier 3, some 50 a minute for all channels of a workspace (the same page). */
export const EDIT_PACE_MS = 3000;
/** When Slack says "too fast" without saying how long to wait. */
export const BREATH_MS = 30_000;

/** Tokens live 12 hours (https://docs.slack.dev/authentication/using-token-rotation); a new one is asked for early. */
export const ROTATE_BEFORE_MS = 2 * 3_600_000;
/** How long another copy of Convener may take to rotate a token. */
export const ROTATION_MS = 30_000;
export const INSTALLATION_MS = 60_000;
/** With an older copy at hand, a request does not wait longer than this for a fresh one. */
export const FRESH_WAIT_MS = 800;
export const STATE_MS = 10 * 60_000;

/** conversations.members takes up to 1,000 (https://docs.slack.dev/reference/methods/conversations.members). */
export const MEMBERS_PAGE = 1000;
export const PEOPLE_MS = 24 * 3_600_000;
export const PEOPLE_KEPT = 20_000;
/** Socket Mode: how long opening the line may take; one that held longer than that was a good one. */
export const LINE_MS = 30_000;
export const SHORTEST_LINE_PAUSE_MS = 500;
export const LONGEST_LINE_PAUSE_MS = 30_000;
