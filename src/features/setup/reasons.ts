import { plain, rich, type Rich } from '../../kernel/rich.ts';

const INVITE = 'Convener is not in that channel, or it is gone. Add Convener to it, or link another channel.';
const ARCHIVED = 'The channel is archived. Unarchive it, or link another channel.';
const UNINSTALLED =
  'Convener has no access there any more. Please ask whoever installed it to install it again.';
const CLOSED = 'This account is closed or unknown there. "invite NAME" makes a link to a page that works.';
const ADMIN =
  'A rule of the workspace keeps Convener from posting there. Please ask its administrator to allow it, or link another channel.';
const SCOPE =
  'Convener lacks a permission. Please ask whoever installed it to run "doctor", which says which one.';
const SIZE =
  'The message was not accepted as it is. Please tell whoever runs Convener: this is ours to mend.';
const STANDS =
  'What stands there could not be changed. If it should not stay, please remove it there by hand.';

const BLOCKED =
  'This person has blocked Convener or taken it away. "invite NAME" makes a link to a page that works.';
const NOT_ADDED =
  'This person has not added Convener in Teams yet (Apps, Convener, Add). What is for them is sent when they do. "invite NAME" makes a link to a page that works.';

/**
 * By the platform's own code (Slack: the errors of https://docs.slack.dev/reference/methods/chat.postMessage; Teams:
 * https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages), and by
 * what became of a place.
 */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['channel_not_found', INVITE],
  ['not_in_channel', INVITE],
  ['channel_is_limited_access', INVITE],
  ['is_archived', ARCHIVED],
  ['is_inactive', ARCHIVED],
  ['account_inactive', UNINSTALLED],
  ['invalid_auth', UNINSTALLED],
  ['not_authed', UNINSTALLED],
  ['token_revoked', UNINSTALLED],
  ['not_installed', UNINSTALLED],
  ['team_access_not_granted', UNINSTALLED],
  ['access_denied', UNINSTALLED],
  ['user_not_found', CLOSED],
  ['user_not_visible', CLOSED],
  ['user_disabled', CLOSED],
  ['cannot_dm_bot', CLOSED],
  [
    'messages_tab_disabled',
    'Convener may not write to people there. Please ask whoever installed it to allow messages on its App Home page.',
  ],
  ['restricted_action', ADMIN],
  ['restricted_action_read_only_channel', ADMIN],
  ['restricted_action_thread_only_channel', ADMIN],
  ['restricted_action_non_threadable_channel', ADMIN],
  ['ekm_access_denied', ADMIN],
  ['no_permission', ADMIN],
  ['team_not_found', ADMIN],
  ['missing_scope', SCOPE],
  ['not_allowed_token_type', SCOPE],
  ['msg_too_long', SIZE],
  ['msg_blocks_too_long', SIZE],
  ['invalid_blocks', SIZE],
  ['invalid_blocks_format', SIZE],
  ['no_text', SIZE],
  ['cant_update_message', STANDS],
  ['edit_window_closed', STANDS],
  ['cant_delete_message', STANDS],
  ['compliance_exports_prevent_deletion', STANDS],
  ['MessageWritesBlocked', BLOCKED],
  ['ConversationBlockedByUser', BLOCKED],
  ['blocked', BLOCKED],
  ['not_added', NOT_ADDED],
  ['BotNotInConversationRoster', INVITE],
  ['ConversationNotFound', INVITE],
  ['removed', INVITE],
  ['deleted', INVITE],
  ['archived', ARCHIVED],
  ['uninstalled', UNINSTALLED],
  ['BotDisabledByAdmin', ADMIN],
  ['MessageSizeTooBig', SIZE],
  ['BadSyntax', SIZE],
  [
    'gave-up',
    'It did not answer, many times over. If it works for people, please tell whoever runs Convener.',
  ],
]);

/** Why a message could not be delivered, and what to do about it. A code that nobody foresaw is told with it. */
export function reasonText(code: string | null): Rich {
  const words = code === null ? undefined : WORDS.get(code);
  if (words !== undefined) return [plain(words)];
  return rich`It was refused. Please tell whoever runs Convener this code: ${code ?? 'none was given'}.`;
}
