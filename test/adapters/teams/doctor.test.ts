import { describe, expect, it } from 'vitest';
import { inRoom, OTHER, stageForEach, TENANT } from './stage.ts';

const stage = stageForEach();
const wrong = async (platform = stage.platform) =>
  (await platform.doctor()).filter(({ ok }) => !ok).map(({ what, todo }) => `${what}: ${todo}`);

describe('what Teams needs', () => {
  it('is all there', async () => {
    await stage.send(inRoom(stage.cloud, { type: 'installationUpdate', action: 'add' }));
    expect(await wrong()).toEqual([]);
    expect((await stage.platform.doctor()).map(({ what }) => what)).toEqual([
      'Teams: a way from Teams to here',
      "Teams: the app's secret",
      "Teams: the keys of Microsoft's signatures",
      "Teams: this machine's clock",
      `Teams: an installation in tenant ${TENANT}`,
    ]);
  });

  it('is an installation in every tenant that is named, else in the own one', async () => {
    const [own, ...more] = await wrong(stage.make({ tenants: [] }));
    expect([own, more]).toEqual([expect.stringContaining(`${TENANT}: Nobody there`), []]);
    const both = await wrong(stage.make({ tenants: [OTHER, TENANT] }));
    expect(both.map((each) => [OTHER, TENANT].find((id) => each.includes(id)))).toEqual([OTHER, TENANT]);
    await stage.send(inRoom(stage.cloud, { type: 'installationUpdate', action: 'add' }));
    expect(await wrong(stage.make({ tenants: [TENANT] }))).toEqual([]);
  });

  it('is the app package of this cloud', async () => {
    const make = (name: 'public' | 'dod') => stage.make({ cloud: { ...stage.config.cloud, name } });
    expect((await wrong(make('public'))).at(-1)).toContain('manifests/teams/convener.zip:');
    expect((await wrong(make('dod'))).at(-1)).toContain('manifests/teams/convener-gov.zip:');
  });

  it('is an address that Teams can send to', async () => {
    const [first] = await wrong(stage.make({ publicUrl: 'http://localhost:3000' }));
    expect(first).toContain('Set PUBLIC_URL to yours');
  });

  it('is keys of this very cloud', async () => {
    const [first] = await wrong(
      stage.make({ cloud: { ...stage.config.cloud, issuer: 'https://api.botframework.us' } }),
    );
    expect(first).toContain('TEAMS_CLOUD (it is public)');
    stage.cloud.keysDown = true;
    expect((await wrong())[0]).toContain('does not answer as it should');
  });

  it('is a secret that buys a token', async () => {
    const other = stage.make({}, async () => {
      throw new Error('invalid_client: a secret of Entra');
    });
    const found = await wrong(other);
    expect(found[0]).toContain('TEAMS_APP_PASSWORD');
    expect(found.join(' ')).not.toContain('invalid_client');
  });

  it('is signatures', async () => {
    const [first] = await wrong(stage.make({ insecureLocal: true, appId: undefined }));
    expect(first).toContain('TEAMS_INSECURE_LOCAL is on');
  });
});
