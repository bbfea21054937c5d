import { describe, expect, it } from 'vitest';
import { stageForEach } from './stage.ts';

const OTHER = 'bbbbbbbb-2222-4222-8222-222222222222';
const stage = stageForEach();
const wrong = async (platform = stage.platform) =>
  (await platform.doctor()).filter(({ ok }) => !ok).map(({ what, todo }) => `${what}: ${todo}`);

describe('what Teams needs', () => {
  it('is all there', async () => {
    await stage.sender.installed(stage.room, { by: stage.dana });
    const found = await stage.platform.doctor();
    const installation = `Teams: an installation in tenant ${stage.tenant.id}`;
    expect(found.filter(({ ok }) => ok).map(({ what }) => what)).toEqual([
      'Teams: a way from Teams to here',
      "Teams: the app's secret",
      "Teams: the keys of Microsoft's signatures",
      "Teams: this machine's clock",
      installation,
    ]);
  });

  it('is an installation in every tenant that is named, else in the own one', async () => {
    const { id } = stage.tenant;
    const [own, ...more] = await wrong(stage.another({ appTenant: id, tenants: [] }));
    expect([own, more]).toEqual([expect.stringContaining(`${id}: Nobody there`), []]);
    const both = await wrong(stage.another({ tenants: [OTHER, id] }));
    expect(both.map((each) => [OTHER, id].find((tenant) => each.includes(tenant)))).toEqual([OTHER, id]);
    await stage.sender.installed(stage.room, { by: stage.dana });
    expect(await wrong(stage.another({ tenants: [id] }))).toEqual([]);
  });

  it('is the app package of this cloud', async () => {
    const make = (name: 'public' | 'dod') => stage.another({ cloud: { ...stage.config.cloud, name } });
    expect((await wrong(make('public'))).at(-1)).toContain('manifests/teams/convener.zip:');
    expect((await wrong(make('dod'))).at(-1)).toContain('manifests/teams/convener-gov.zip:');
  });

  it('is an address that Teams can send to', async () => {
    const [first] = await wrong(stage.another({ publicUrl: 'http://localhost:3000' }));
    expect(first).toContain('Set PUBLIC_URL to yours');
  });

  it('is keys of this very cloud', async () => {
    const cloud = { ...stage.config.cloud, issuer: 'https://api.botframework.us' };
    expect((await wrong(stage.another({ cloud })))[0]).toContain('TEAMS_CLOUD (it is public)');
    stage.teams.keys.fail('metadata', { kind: 'status', status: 500 });
    expect((await wrong())[0]).toContain('does not answer as it should');
  });

  it('is a secret that buys a token: without one nothing is asked', async () => {
    await stage.sender.installed(stage.room, { by: stage.dana });
    stage.teams.keys.appPassword = 'a new one';
    expect(await stage.show(stage.inRoom())).toMatchObject({ state: 'retry' });
    expect(stage.teams.calls).toEqual([]);
    const found = await wrong();
    expect(found[0]).toContain('TEAMS_APP_PASSWORD');
    expect(found.join(' ')).not.toContain('invalid_client');
  });

  it('is signatures', async () => {
    const [first] = await wrong(stage.another({ insecureLocal: true, appId: undefined }));
    expect(first).toContain('TEAMS_INSECURE_LOCAL is on');
  });
});
