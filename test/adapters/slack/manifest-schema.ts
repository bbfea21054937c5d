import { z } from 'zod';

/**
 * What Slack's manifest schema says of the parts that ours uses, in our words: fields it does not know are refused, as
 * there. Source: schemas/manifest.schema.2.0.0.json in github.com/slackapi/manifest-schema, read in November 2026.
 */
const url = (most: number) =>
  z
    .string()
    .regex(/^https?:\/\//)
    .max(most);
const size = (least: number, most: number) => z.string().min(least).max(most);
const unique = (most: number, each: z.ZodString) =>
  z
    .array(each)
    .max(most)
    .refine((all) => new Set(all).size === all.length, 'twice the same');
const scopes = z.array(z.string().max(50)).max(255).optional();
const flag = z.boolean().optional();

const displayInformation = z.strictObject({
  name: size(1, 35),
  description: size(1, 140).optional(),
  background_color: z
    .string()
    .regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/)
    .optional(),
  long_description: size(175, 4000).optional(),
});

const slashCommand = z.strictObject({
  command: size(2, 32).regex(/^\//),
  url: url(3000).optional(),
  description: size(1, 2000),
  usage_hint: size(1, 1000).optional(),
  should_escape: flag,
});

const features = z.strictObject({
  app_home: z.strictObject({
    home_tab_enabled: flag,
    messages_tab_enabled: flag,
    messages_tab_read_only_enabled: flag,
  }),
  bot_user: z.strictObject({ display_name: size(1, 80), always_online: flag }),
  slash_commands: z.array(slashCommand).min(1).max(50),
});

const settings = z.strictObject({
  event_subscriptions: z.strictObject({
    request_url: url(3500).optional(),
    bot_events: unique(100, z.string().max(50)),
  }),
  interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: url(3500).optional() }),
  org_deploy_enabled: flag,
  socket_mode_enabled: flag,
  token_rotation_enabled: flag,
});

export const manifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.int(), minor_version: z.int() }),
  display_information: displayInformation,
  features,
  oauth_config: z.strictObject({
    redirect_urls: unique(1000, z.string().max(2500)).optional(),
    scopes: z.strictObject({ user: scopes, bot: scopes, user_optional: scopes, bot_optional: scopes }),
  }),
  settings,
});
