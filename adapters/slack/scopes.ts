/** The least that works, each with what it is for (facts: least privilege; no history, no files, no user scopes). */
export const SCOPES = [
  // Slash commands.
  'commands',
  // Posts, edits and direct messages.
  'chat:write',
  // Mentions, answered with a private form.
  'app_mentions:read',
  // Who is in a channel, whether it is private or shared: what may be shown there.
  'channels:read',
  'groups:read',
  // Names, time zones, guest or full member, own workspace.
  'users:read',
] as const;

/** Helps to suggest whose an account is; without it a facilitator chooses from the list. */
export const OPTIONAL_SCOPES = ['users:read.email'] as const;
