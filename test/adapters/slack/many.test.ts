import { expect, it } from 'vitest';
import { channelPlace } from '../../../src/kernel/platform.ts';
import { stageForEach } from './stage.ts';

const stage = stageForEach();
const PEOPLE = 5000;

it('a private channel of 5,000: asked for page by page, and nobody is looked up one by one', async () => {
  const { slack, team, platform } = stage;
  const crowd = Array.from({ length: PEOPLE }, (_, n) => slack.addUser(team, `Person ${n}`));
  const hall = slack.addChannel(team, 'hall', crowd);
  const place = { platform: 'slack', tenant: team.id, place: channelPlace(hall.id) };
  const audience = await platform.audience(place);
  expect(audience).toMatchObject({ state: 'known', label: '#hall' });
  expect(audience.state === 'known' && new Set(audience.accounts).size).toBe(PEOPLE);
  // 5,001 with the bot, up to 1,000 a page.
  expect(slack.of('conversations.members')).toHaveLength(6);
  expect(slack.of('users.info')).toEqual([]);
});

it('shared within an organisation it must know where each is at home: once, not at every look', async () => {
  const { slack, team, platform } = stage;
  const crowd = Array.from({ length: 50 }, (_, n) => slack.addUser(team, `Person ${n}`));
  const hall = slack.addChannel(team, 'hall', crowd);
  slack.share(hall, slack.addTeam('Northgate'));
  hall.withinOrg = true;
  const place = { platform: 'slack', tenant: team.id, place: channelPlace(hall.id) };
  await platform.audience(place);
  await platform.audience(place);
  expect(slack.of('users.info')).toHaveLength(50);
});
