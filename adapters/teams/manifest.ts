/** What a manifest needs to know of a command. */
export interface Named {
  readonly path: string;
  readonly summary: string;
}

/** The bot's id in Entra and the address where people reach us. */
export interface Ours {
  readonly appId: string;
  readonly publicUrl: string;
}

/** To be replaced by one's own; with TEAMS_APP_ID and PUBLIC_URL set, `npm run manifests` does. */
export const PLACEHOLDER: Ours = {
  appId: '00000000-0000-0000-0000-000000000000',
  publicUrl: 'https://convener.example',
};

/**
 * `current` is for the public cloud and GCC. `government` is for GCC High and DoD, which take old versions only: a vendor
 * names 1.10 (https://www.servicenow.com/docs, "Limitations of Microsoft Teams in GCC High").
 */
export type Variant = 'current' | 'government';
const VERSION: Readonly<Record<Variant, string>> = { current: '1.25', government: '1.10' };

/** https://learn.microsoft.com/en-us/microsoft-365/extensibility/schema/root-bots-command-lists-commands */
const MOST_COMMANDS = 10;
const COMMAND_TITLE = 32;
const COMMAND_TEXT = 128;

/** A menu of suggestions; every other command works all the same. */
const SUGGESTED = [
  'agenda',
  'agenda add',
  'reportback',
  'meeting',
  'task',
  'poll',
  'me',
  'roster',
  'setup',
  'link me',
  'link channel',
];
const HELP: Named = { path: 'help', summary: 'What you can do' };

/** In a chat of one's own nobody sets a channel up. */
const IN_CHANNELS = ['setup', 'link channel'];

function menu(commands: readonly Named[], left: readonly string[]) {
  const known = SUGGESTED.filter((path) => !left.includes(path)).flatMap(
    (path) => commands.find((command) => command.path === path) ?? [],
  );
  return [HELP, ...known].slice(0, MOST_COMMANDS).map(({ path, summary }) => ({
    title: path.slice(0, COMMAND_TITLE),
    description: summary.slice(0, COMMAND_TEXT),
  }));
}

/** The app as Teams installs it. It asks for no permission to read: only what is sent to it reaches it. */
export function teamsManifest(commands: readonly Named[], variant: Variant, ours: Ours = PLACEHOLDER) {
  const { appId, publicUrl } = ours;
  const version = VERSION[variant];
  return {
    $schema: `https://developer.microsoft.com/en-us/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`,
    manifestVersion: version,
    version: '0.1.0',
    id: appId,
    developer: {
      name: 'Convener',
      websiteUrl: publicUrl,
      privacyUrl: publicUrl,
      termsOfUseUrl: publicUrl,
    },
    name: { short: 'Convener', full: 'Convener, secretary of a task force' },
    description: {
      short: 'The standing secretary of a task force: topics, agendas, reminders.',
      full: 'Convener asks for topics ahead of a meeting, sends the agenda, and reminds people kindly. It reads only what is sent to it, never other messages or files, and keeps nothing about a person in a case. A notification never says more than what is asked and by when.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#1F5F5B',
    bots: [
      {
        botId: appId,
        scopes: ['personal', 'team', 'groupChat'],
        supportsFiles: false,
        // True would take typing away.
        isNotificationOnly: false,
        commandLists: [
          { scopes: ['personal'], commands: menu(commands, IN_CHANNELS) },
          { scopes: ['team', 'groupChat'], commands: menu(commands, ['link me', 'me']) },
        ],
      },
    ],
    // Of the app, not of what it may read: it may write to the people of its teams, and know who they are.
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [new URL(publicUrl).hostname],
    // Private and shared channels.
    ...(variant === 'current' ? { supportsChannelFeatures: 'tier1' } : {}),
  };
}
