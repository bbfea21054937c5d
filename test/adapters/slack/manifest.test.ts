import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { slackManifest, type Named } from '../../../adapters/slack/manifest.ts';
import { features } from '../../../src/features.ts';
import { manifestSchema } from './manifest-schema.ts';

const COMMANDS: readonly Named[] = features.flatMap((feature) => feature.commands ?? []);

// Scopes, events and field names are held by the SDK's own type as well, when it is compiled.
describe.each(['http', 'socket'] as const)('the manifest for %s', (by) => {
  const manifest = slackManifest(COMMANDS, by);
  const { display_information: shown, features: app, oauth_config: oauth, settings } = manifest;

  it('is as Slack’s schema says', () => {
    expect(manifestSchema.safeParse(JSON.parse(JSON.stringify(manifest))).error?.issues ?? []).toEqual([]);
  });

  it('is refused by it with a field too many, a word too long or an event twice', () => {
    const wrong = [
      { ...manifest, extra: 1 },
      { ...manifest, display_information: { ...shown, name: 'n'.repeat(36) } },
      { ...manifest, settings: { ...settings, event_subscriptions: { bot_events: ['a', 'a'] } } },
    ];
    for (const each of wrong)
      expect(manifestSchema.safeParse(JSON.parse(JSON.stringify(each))).success).toBe(false);
  });

  it('has the look Slack’s pages ask of a bot’s name and our colour', () => {
    expect(shown.background_color).toMatch(/^#[0-9a-f]{6}$/);
    expect(app!.bot_user!.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
    for (const { command } of app!.slash_commands!) expect(command).toMatch(/^\/[a-z]{1,31}$/);
  });

  it('stays inside them with any number of commands', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ path: `agenda word${index}`, summary: 's' }));
    for (const { usage_hint: hint = '' } of slackManifest(many, by).features!.slash_commands!)
      expect(hint.length).toBeLessThanOrEqual(150);
  });

  it('asks for the least', () => {
    expect(oauth!.scopes).toEqual({
      bot: ['app_mentions:read', 'channels:read', 'chat:write', 'commands', 'groups:read', 'users:read'],
      bot_optional: ['users:read.email'],
    });
    expect(settings!.event_subscriptions!.bot_events!.join(' ')).not.toMatch(/message/);
    expect(app!.slash_commands!.every((each) => each.should_escape)).toBe(true);
  });

  it('is what stands in manifests/', () => {
    const file = by === 'http' ? 'slack.json' : 'slack-socket.json';
    const url = new URL(`../../../manifests/${file}`, import.meta.url);
    expect(JSON.parse(readFileSync(url, 'utf8'))).toEqual(JSON.parse(JSON.stringify(manifest)));
  });
});

it('names addresses where Slack calls us, and none where we call Slack', () => {
  const http = JSON.stringify(slackManifest(COMMANDS, 'http'));
  expect(http.match(/https:\/\/convener\.example\/slack\/events/g)).toHaveLength(5);
  expect(JSON.stringify(slackManifest(COMMANDS, 'socket'))).not.toContain('https:');
});
