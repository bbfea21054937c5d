import type { AppsManifestCreateArguments } from '@slack/web-api';

import { BOT_EVENTS, BOT_SCOPES, OPTIONAL_SCOPES } from './scopes.ts';
import { EVENTS_PATH, REDIRECT_PATH } from './site.ts';

/** The SDK's own type: it knows every scope and event. */
export type Manifest = Exclude<AppsManifestCreateArguments['manifest'], string>;

/** What a manifest needs to know of a command. */
export interface Named {
  readonly path: string;
  readonly summary: string;
}

/** https://docs.slack.dev/reference/app-manifest */
const USAGE_HINT = 1000;
const HINT_READ = 120;

/** To be replaced by the address where Slack reaches us. */
const ADDRESS = 'https://convener.example';

/** The first words after a command, as a reminder under the box where people type. */
function usageHint(words: readonly string[]): string {
  const all = [...new Set(words)].toSorted();
  const kept = all.filter((_, index) => all.slice(0, index + 1).join(' | ').length <= HINT_READ);
  const hint = kept.length < all.length ? `${kept.join(' | ')} | …` : kept.join(' | ');
  return hint.slice(0, USAGE_HINT);
}

const wordsUnder = (commands: readonly Named[], first: string): readonly string[] =>
  commands.flatMap(({ path }) => (path.startsWith(`${first} `) ? [path.slice(first.length + 1)] : []));

const summaryOf = (commands: readonly Named[], path: string, otherwise: string): string =>
  commands.find((command) => command.path === path)?.summary ?? otherwise;

function slashCommands(commands: readonly Named[], url: string | undefined) {
  const one = (command: string, description: string, words: readonly string[]) => ({
    command,
    description,
    ...(words.length > 0 ? { usage_hint: usageHint(words) } : {}),
    ...(url === undefined ? {} : { url }),
    // Names arrive as ids, which nobody can forge by a display name.
    should_escape: true,
  });
  return [
    one('/agenda', summaryOf(commands, 'agenda', 'See the agenda'), wordsUnder(commands, 'agenda')),
    one(
      '/reportback',
      summaryOf(commands, 'reportback', 'Say how a task is going'),
      wordsUnder(commands, 'reportback'),
    ),
    one('/convener', 'Everything else; "help" lists what you can do', [
      'help',
      ...commands.map(({ path }) => path.split(' ')[0]!),
    ]),
  ];
}

/** The app as Slack makes it. Over HTTP it needs an address of ours; by Socket Mode it needs none. */
export function slackManifest(commands: readonly Named[], by: 'http' | 'socket'): Manifest {
  const url = by === 'http' ? `${ADDRESS}${EVENTS_PATH}` : undefined;
  const to = url === undefined ? {} : { request_url: url };
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Convener',
      description: 'The standing secretary of a task force: topics, agendas, reminders.',
      long_description:
        'Convener asks for topics ahead of a meeting, sends the agenda, and reminds people kindly. It reads only what is sent to it, never other messages or files, and keeps nothing about a person in a case. A notification never says more than what is asked and by when.',
      background_color: '#1f4e5f',
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        // Free text is no door (product rule 2), and nobody would read it there: commands work in every channel.
        messages_tab_read_only_enabled: true,
      },
      bot_user: { display_name: 'convener', always_online: true },
      slash_commands: slashCommands(commands, url),
    },
    oauth_config: {
      ...(by === 'http' ? { redirect_urls: [`${ADDRESS}${REDIRECT_PATH}`] } : {}),
      scopes: { bot: [...BOT_SCOPES], bot_optional: [...OPTIONAL_SCOPES] },
    },
    settings: {
      event_subscriptions: { ...to, bot_events: [...BOT_EVENTS] },
      interactivity: { is_enabled: true, ...to },
      org_deploy_enabled: false,
      socket_mode_enabled: by === 'socket',
      token_rotation_enabled: false,
    },
  };
}
