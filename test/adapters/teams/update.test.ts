import { describe, expect, it } from 'vitest';
import { Unanswered, type News } from '../../../src/kernel/platform.ts';
import type { Thing } from '../../support/slack/json.ts';
import type { Channel } from '../../support/teams/fake-teams.ts';
import { stageForEach } from './stage.ts';

const stage = stageForEach();
const placeOf = ({ id }: { readonly id: string }): string => `channel:${id}`;
const record = (channel: Channel): Thing =>
  stage.records.rows.get(`conversation ${stage.tenant.id} ${placeOf(channel)}`)!.value as Thing;
const newsOf = (channel: Channel): News[] =>
  stage.news.flatMap(([place, news]) => (place === placeOf(channel) ? [news] : []));
const lastOf = (channel: Channel) => newsOf(channel).at(-1);
const REMOVED: News = { kind: 'lost', why: 'removed' };
/** An update as it was an hour ago. */
const longAgo = (activity: Thing): Thing => ({
  ...activity,
  timestamp: new Date(stage.teams.state.clock() - 3_600_000).toISOString(),
});

/** General and two more of one team, all with Convener in them. */
async function three() {
  const { teams, team, dana, sender, room } = stage;
  const general = teams.general(team);
  const open = teams.addChannel(team, 'Everyone', { type: 'standard' });
  await sender.installed(general, { by: dana });
  await sender.message(dana, open, 'help');
  await sender.installed(room, { by: dana });
  stage.news.splice(0);
  return { general, open, room };
}

describe('when Convener comes and goes', () => {
  it('back in a team it is back in each of its channels, where Teams lets it', async () => {
    const { general, open, room } = await three();
    const { sender, dana } = stage;
    await sender.uninstalled(general, { by: dana });
    for (const channel of [general, open, room]) expect(lastOf(channel)).toEqual(REMOVED);
    room.bot = false;
    await sender.installed(general, { by: dana });
    expect(lastOf(general)).toEqual({ kind: 'found' });
    expect(lastOf(open)).toEqual({ kind: 'found' });
    expect(record(open)).not.toHaveProperty('dead');
    expect(lastOf(room)).toEqual(REMOVED);
    expect(record(room)).toMatchObject({ dead: 'removed' });
  });

  it('out of one private channel it is still in the others', async () => {
    const { general, open, room } = await three();
    await stage.sender.uninstalled(room, { by: stage.dana });
    expect(lastOf(room)).toEqual(REMOVED);
    expect([...newsOf(general), ...newsOf(open)]).toEqual([]);
  });

  it('out of one person’s chat it is still in every channel, also of a team that Teams did not name', async () => {
    const { sender, dana, room, records, tenant, chat } = stage;
    await sender.installed(room, { by: dana });
    await sender.message(dana, chat, 'help');
    const row = records.rows.get(`conversation ${tenant.id} ${placeOf(room)}`)!;
    const { team: _, ...unnamed } = row.value as { team?: string };
    row.value = unnamed;
    await sender.uninstalled(chat);
    expect(newsOf(room)).not.toContainEqual(REMOVED);
  });

  it('is not taken away by what happened before it came', async () => {
    const { general, open } = await three();
    await stage.sender.uninstalled(general, { by: stage.dana, change: longAgo });
    stage.team.installed = true;
    for (const channel of [general, open]) {
      expect(newsOf(channel)).toEqual([]);
      expect(record(channel)).not.toHaveProperty('dead');
    }
  });

  it('stays out of a channel that was deleted, when its team is no longer archived', async () => {
    const { open, room } = await three();
    const { sender, team } = stage;
    await sender.channelEvent(open, 'channelDeleted');
    await sender.teamEvent(team, 'teamArchived');
    await sender.teamEvent(team, 'teamUnarchived');
    expect(lastOf(room)).toEqual({ kind: 'found' });
    expect(record(open)).toHaveProperty('dead');
    expect(newsOf(open)).not.toContainEqual({ kind: 'found' });
  });
});

describe('what Teams tells of a team', () => {
  it('reaches each channel, though one cannot be looked at', async () => {
    const { general, open, room } = await three();
    const { host, sender, teams, tenant } = stage;
    const told: unknown[] = [];
    host.news = async ({ place }) => {
      told.push(place);
      throw new Unanswered('no_answer');
    };
    const heard = await sender.joined(teams.addUser(tenant, 'Adele Pruitt'), general);
    expect(new Set(told)).toEqual(new Set([general, open, room].map(placeOf)));
    expect(heard.status).toBe(200);
  });

  it('is told again when it could not be written down', async () => {
    const { host, sender, dana, room } = stage;
    host.news = async () => {
      throw new Error('no database');
    };
    expect((await sender.installed(room, { by: dana })).status).toBe(503);
  });

  it('of who joined is news of all channels, also without the word for it', async () => {
    const { general, open } = await three();
    const { sender, teams, tenant } = stage;
    const unnamed = (activity: Thing): Thing => {
      const { eventType: _, ...channelData } = activity['channelData'] as Thing;
      return { ...activity, channelData };
    };
    await sender.joined(teams.addUser(tenant, 'Adele Pruitt'), general, { change: unnamed });
    for (const channel of [general, open]) expect(newsOf(channel)).toEqual([{ kind: 'readers' }]);
  });

  it('of names is what the place is called from then on', async () => {
    const { open, room } = await three();
    const { sender, team } = stage;
    room.name = 'Plans';
    await sender.channelEvent(room, 'channelRenamed');
    expect(record(room)).toMatchObject({ label: 'Task force, Plans' });
    expect(await stage.platform.audience(stage.inRoom())).toMatchObject({ label: 'Task force, Plans' });
    team.name = 'Harbor TF';
    await sender.teamEvent(team, 'teamRenamed');
    expect(record(room)).toMatchObject({ label: 'Harbor TF, Plans' });
    expect(lastOf(open)).toEqual({ kind: 'readers' });
  });

  it('of names says nothing of whether we may speak there', async () => {
    const { room } = await three();
    await stage.sender.uninstalled(room, { by: stage.dana });
    room.name = 'Plans';
    await stage.sender.channelEvent(room, 'channelRenamed');
    expect(record(room)).toMatchObject({ label: 'Task force, Plans', dead: 'removed' });
  });
});
