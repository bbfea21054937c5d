import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Posted, User } from '../support/teams/fake-teams.ts';
import { plainTextOf } from '../support/teams/signed.ts';
import { setTeamsStage, type TeamsStage } from './teams-stage.ts';

describe('someone who adds Convener after it had something for them', () => {
  let stage: TeamsStage;
  const has = (user: User, text: string): readonly Posted[] =>
    stage.teams.postsIn(user).filter((posted) => plainTextOf(posted).includes(text));

  beforeAll(async () => {
    stage = await setTeamsStage();
    const { teams } = stage;
    await stage.setUp();
    teams.fail(
      'createConversation',
      { kind: 'status', status: 403, code: 'BotNotInConversationRoster' },
      { times: 1 },
    );
    await stage.start();
  });
  afterAll(() => stage.stop());

  it('the facilitator is told what they can do', async () => {
    const { dana, pia, teams } = stage;
    await teams.until(() => has(dana, 'has not added Convener in Teams yet')[0]);
    expect(teams.postsIn(pia)).toEqual([]);
  });

  it('gets it when they do', async () => {
    const { pia, sender, teams } = stage;
    await sender.installed(teams.install(pia));
    await teams.until(() => has(pia, 'I am Convener')[0]);
    expect(has(pia, 'I am Convener')).toHaveLength(1);
  });
});
