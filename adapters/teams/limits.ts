// Teams' sizes and rates, and our own below them.
/**
 * A card with its envelope. A bot's message may have about 100 KB in UTF-16
 * (https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/format-your-bot-messages), a connector's 28 KB;
 * ours stay under 24 KB of UTF-8, so that what is around the card has room, too.
 */
export const CARD_BYTES = 22 * 1024;
/** The only version that Teams draws on every client (https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-reference). */
export const CARD_VERSION = '1.5';
/** One paragraph; not documented: a row of ours never needs more. */
export const PARAGRAPH_TEXT = 3000;
/** More actions of one set are not shown: Teams takes six, the official library five
 * (https://learn.microsoft.com/en-us/adaptive-cards/rendering-cards/host-config, `maxActions`). */
export const ACTIONS_IN_SET = 5;
export const BUTTON_TEXT = 75;
/** By the core's own promise tokens are shorter (src/kernel/card.ts). */
export const BUTTON_VALUE = 2000;
export const BUTTON_URL = 2000;
export const TOOLTIP = 120;
export const LABEL_TEXT = 500;
export const OPTION_TEXT = 150;
export const OPTION_VALUE = 200;
export const SELECT_OPTIONS = 100;
/** Of one field together, so that a long menu leaves room for the others. */
export const CHOICES_BYTES = 8 * 1024;
/** As many are shown as radio buttons. */
export const FEW_OPTIONS = 10;
export const INPUT_TEXT = 3000;
export const INPUT_NAME = 100;
/** The title of a dialog stands in one line. */
export const DIALOG_TITLE = 60;
/** Of the text that stands in a notification, and of a note after a press. */
export const NOTICE_TEXT = 300;
export const DIALOG_HEIGHT = 560;
export const DIALOG_WIDTH = 560;

/** Teams gives an app five seconds for a dialog's answer
 * (https://learn.microsoft.com/en-us/microsoftteams/platform/messaging-extensions/how-to/action-commands/respond-to-task-module-submit). */
export const STILL_WORKING_MS = 2200;
/** As long may it take before that to find out who pressed: a look at Teams, now and then. */
export const MADE_OUT_MS = 2200;
/** No call of ours waits longer for Teams. */
export const CALL_TIMEOUT_MS = 10_000;
/** An answer that Teams does not take is said again after as long as Teams says, if that is no longer. */
export const PATIENCE_MS = 30_000;
/** The keys that tokens are signed with are fetched once a day: nobody waits longer for them. */
export const KEYS_TIMEOUT_MS = 5000;
/** Far above any activity of ours. */
export const BODY_BYTES = 256 * 1024;
/** 60 messages in 30 s, 1800 in an hour, per conversation
 * (https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/rate-limit). */
export const PACE_MS = 1100;
/** Edits count as messages, too. */
export const EDIT_PACE_MS = 3000;
/** The same page: 50 requests a second per app and tenant; older copies say 30. Ours stay at 20. */
export const TENANT_PACE_MS = 50;
/** When Teams says "too fast" without saying how long to wait. */
export const BREATH_MS = 30_000;

/** Roster pages (https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/get-teams-context). */
export const MEMBERS_PAGE = 500;
export const PEOPLE_MS = 24 * 3_600_000;
export const KEPT = 20_000;
/** In so many conversations of a tenant a person is looked for. */
export const LOOK_IN = 20;
