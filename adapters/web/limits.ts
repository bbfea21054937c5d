const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The longest form of ours is far below this; more is not a person typing. */
export const BODY_BYTES = 64 * 1024;

/** A task force file, as a form sends it: the file itself may have 5 MB, and a sign in it takes up to three. */
export const FILE_BYTES = 10 * 1024 * 1024;

/** What the secret of a personal address may look like. */
export const LINK_TOKEN = /^[\w-]{8,256}$/;

/** A token is at most 1,900 characters (kernel/card.ts). */
export const TOKEN_CHARS = 2_000;

/** The grammar takes 2,000 characters and says so kindly; past this there is nobody to be kind to. */
export const COMMAND_CHARS = 8_000;

/** A field of a form, before its use-case has a say. */
export const VALUE_CHARS = 20_000;
export const FIELDS = 200;

export const BACK_CHARS = 5_000;

/** Sessions: product, "Personal links". People with power over others' data sign in anew each day. */
export const SESSION_MS = 14 * DAY_MS;
export const POWERFUL_SESSION_MS = 12 * HOUR_MS;

/** Less than the 48 hours for which a delivery is remembered, so that asking again for its answer cannot do it twice. */
export const PRESSED_MS = 24 * HOUR_MS;

/** The demo's clock moves at most this far at once: every cue on the way is really run. */
export const DEMO_AHEAD_MS = 400 * DAY_MS;

/** Least time between two changes of what stands in one place: people read, they do not watch. */
export const EDIT_PACE_MS = 1000;

/** How often an open page asks whether anything changed. */
export const POLL_SECONDS = 10;

/** Up to here a choice shows all of its options at once. */
export const RADIO_OPTIONS = 6;

/** Browsers keep 4,096 bytes of a cookie, its name and attributes included. */
export const NOTE_COOKIE_CHARS = 3_800;
/** A redirect takes no longer. */
export const NOTE_SECONDS = 60;
