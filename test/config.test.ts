import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const ID = '0f0f0f0f-1111-4222-8333-444444444444';

describe('the configuration', () => {
  it('is the demo on this machine when nothing is said', () => {
    expect(readConfig({}, '/somewhere')).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      databaseUrl: undefined,
      dataDir: '/somewhere/data',
      demoDir: '/somewhere/data/demo',
      secretKeys: undefined,
      demoSaid: undefined,
      demo: true,
      clock: undefined,
      logLevel: 'info',
      slack: undefined,
      teams: undefined,
    });
  });

  it.each([
    [{ CONVENER_DEMO: '0' }, false],
    [{ CONVENER_DEMO: '1' }, true],
    [{ DATABASE_URL: 'postgres://db.example/convener', CONVENER_SECRET_KEY: KEY }, false],
    [{ DATABASE_URL: 'postgres://db.example/convener', CONVENER_SECRET_KEY: KEY, CONVENER_DEMO: '1' }, true],
    [{ CONVENER_DEMO: '' }, true],
  ])('%o makes a demo: %s', (env, demo) => {
    expect(readConfig(env).demo).toBe(demo);
  });

  it('connects Slack, and is no demo then', () => {
    const { slack, demo } = readConfig({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: 's',
      SLACK_API_URL: 'https://slack-gov.example/api',
    });
    expect(demo).toBe(false);
    expect(slack).toEqual({
      signingSecret: 's',
      botToken: 'xoxb-1',
      clientId: undefined,
      clientSecret: undefined,
      appToken: undefined,
      apiUrl: 'https://slack-gov.example/api/',
      authorizeUrl: 'https://slack.com/oauth/v2/authorize',
    });
  });

  it('connects Teams, and is no demo then', () => {
    const { teams, demo } = readConfig({
      TEAMS_APP_ID: ID.toUpperCase(),
      TEAMS_APP_PASSWORD: 's',
      TEAMS_APP_TENANT_ID: ID,
      TEAMS_ALLOWED_TENANTS: ` ${ID.toUpperCase()} ,${ID}`,
      TEAMS_CLOUD: 'gcc-high',
      TEAMS_INSECURE_LOCAL: '0',
    });
    expect(demo).toBe(false);
    expect(teams).toEqual({
      appId: ID,
      appPassword: 's',
      appTenant: ID,
      tenants: [ID, ID],
      cloud: 'gcc-high',
      insecureLocal: false,
    });
    expect(readConfig({ TEAMS_INSECURE_LOCAL: '0' }).teams).toBeUndefined();
    expect(readConfig({ TEAMS_INSECURE_LOCAL: '1' }).teams).toMatchObject({ insecureLocal: true });
  });

  it('takes a second, older key', () => {
    expect(readConfig({ CONVENER_SECRET_KEY: `${KEY}, ${KEY}-old` }).secretKeys).toEqual([KEY, `${KEY}-old`]);
  });

  it.each([
    [{ PORT: 'http' }, 'PORT must be a number, like 3000.'],
    [{ PORT: '70000' }, 'PORT must be between 0 and 65535.'],
    [{ PORT: '80.5' }, 'PORT must be a whole number, like 3000.'],
    [
      { PUBLIC_URL: 'convener.example' },
      'PUBLIC_URL must be a whole address, like https://convener.example.',
    ],
    [
      { PUBLIC_URL: 'https://convener.example/bot' },
      'PUBLIC_URL must be an address without a path, like https://convener.example.',
    ],
    [
      { PUBLIC_URL: 'javascript:alert(1)' },
      'PUBLIC_URL must be a whole address, like https://convener.example.',
    ],
    [{ DATABASE_URL: 'mysql://db.example/x' }, 'DATABASE_URL must begin with postgres:// or postgresql://.'],
    [{ DATABASE_URL: 'postgres://db.example/x' }, 'CONVENER_SECRET_KEY is needed with DATABASE_URL'],
    [{ CONVENER_SECRET_KEY: 'short' }, 'CONVENER_SECRET_KEY must have 32 characters or more'],
    [{ CONVENER_SECRET_KEY: `${KEY},${KEY},${KEY}` }, 'CONVENER_SECRET_KEY must have 32 characters or more'],
    [{ CONVENER_DEMO: 'yes' }, 'CONVENER_DEMO must be 1 (the demo) or 0 (for real).'],
    [
      { CONVENER_CLOCK: 'tomorrow' },
      'CONVENER_CLOCK must be an instant of this century, like 2027-02-03T09:00:00-05:00.',
    ],
    [{ CONVENER_CLOCK: '2027-02-03T09:00:00Z', CONVENER_DEMO: '0' }, 'CONVENER_CLOCK is for the demo only'],
    [{ HOST: '0.0.0.0' }, 'HOST is 0.0.0.0, so others could reach the demo'],
    [{ SMTP_URL: 'a' }, 'SMTP_URL is set, but this version of Convener does not use it yet.'],
    [{ TEAMS_APP_ID: 'a' }, 'TEAMS_APP_ID must be an id like'],
    [{ TEAMS_APP_TENANT_ID: 'contoso' }, 'TEAMS_APP_TENANT_ID must be an id like'],
    [{ TEAMS_ALLOWED_TENANTS: `${ID}, x` }, 'TEAMS_ALLOWED_TENANTS must be tenant ids'],
    [{ TEAMS_CLOUD: 'gov' }, 'TEAMS_CLOUD must be one of public, gcc, gcc-high, dod.'],
    [{ TEAMS_CLOUD: 'dod' }, 'TEAMS_APP_ID is missing'],
    [{ TEAMS_APP_PASSWORD: 's' }, 'TEAMS_APP_ID is missing'],
    [{ TEAMS_APP_ID: ID }, 'TEAMS_APP_PASSWORD is missing'],
    [{ TEAMS_APP_ID: ID, TEAMS_APP_PASSWORD: 's' }, 'TEAMS_APP_TENANT_ID is missing'],
    [{ TEAMS_INSECURE_LOCAL: '1', HOST: '0.0.0.0' }, 'HOST must be 127.0.0.1'],
    [{ TEAMS_INSECURE_LOCAL: '1', TEAMS_APP_ID: ID }, 'it goes without TEAMS_APP_ID'],
    [{ TEAMS_INSECURE_LOCAL: 'yes' }, 'TEAMS_INSECURE_LOCAL must be 1'],
    [{ TEAMS_INSECURE_LOCAL: '1', CONVENER_DEMO: '1' }, 'The demo talks to no Teams tenant'],
    [{ SLACK_BOT_TOKEN: 'abc' }, 'SLACK_BOT_TOKEN must begin with xox.'],
    [{ SLACK_APP_TOKEN: 'abc', SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN must begin with xapp-.'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_SIGNING_SECRET is missing'],
    [{ SLACK_ALLOWED_TEAMS: 'T1A, larkmoor' }, 'SLACK_ALLOWED_TEAMS must be workspace ids'],
    [
      { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_ALLOWED_TEAMS: 'T1A' },
      'SLACK_ALLOWED_TEAMS goes with SLACK_CLIENT_ID',
    ],
    [{ SLACK_SIGNING_SECRET: 's' }, 'Slack needs SLACK_BOT_TOKEN (one workspace)'],
    [
      { SLACK_CLIENT_ID: 'c', SLACK_SIGNING_SECRET: 's' },
      'SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together',
    ],
    [
      {
        SLACK_CLIENT_ID: 'c',
        SLACK_CLIENT_SECRET: 'd',
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_SIGNING_SECRET: 's',
      },
      'not both',
    ],
    [
      { SLACK_CLIENT_ID: 'c', SLACK_CLIENT_SECRET: 'd', SLACK_APP_TOKEN: 'xapp-1' },
      'SLACK_APP_TOKEN (Socket Mode) works with SLACK_BOT_TOKEN',
    ],
    [
      { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_API_URL: 'slack' },
      'SLACK_API_URL must be',
    ],
    [
      { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', CONVENER_DEMO: '1' },
      'The demo talks to no Slack workspace',
    ],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of'],
  ])('%o is refused: %s', (env, message) => {
    expect(() => readConfig(env)).toThrow(message);
  });

  it('tells everything that is wrong at once, and never a secret', () => {
    const env = { PORT: 'x', CONVENER_DEMO: 'y', CONVENER_SECRET_KEY: 'hush-hush' };
    expect(() => readConfig(env)).toThrow(/PORT[^]*CONVENER_SECRET_KEY[^]*CONVENER_DEMO/);
    expect(() => readConfig(env)).not.toThrow(/hush-hush/);
  });
});
