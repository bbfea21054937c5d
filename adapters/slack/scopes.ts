// The least that the work needs: no message history, no files, nothing in a person's name.
type Scopes = readonly (
  | 'app_mentions:read'
  | 'channels:read'
  | 'chat:write'
  | 'commands'
  | 'groups:read'
  | 'users:read'
  | 'users:read.email'
)[];

export const BOT_SCOPES = [
  'app_mentions:read',
  'channels:read',
  'chat:write',
  'commands',
  'groups:read',
  'users:read',
] as const satisfies Scopes;

/** Only for suggestions that a facilitator confirms; Convener works without it. */
export const OPTIONAL_SCOPES = ['users:read.email'] as const satisfies Scopes;

/** What Slack tells us about. */
export const BOT_EVENTS = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'channel_archive',
  'channel_deleted',
  'channel_id_changed',
  'channel_left',
  'channel_shared',
  'channel_unarchive',
  'channel_unshared',
  'group_archive',
  'group_deleted',
  'group_left',
  'group_unarchive',
  'member_joined_channel',
  'member_left_channel',
  'tokens_revoked',
] as const;
