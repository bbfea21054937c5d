import { ne } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agendaItems } from '../../src/features/agenda/index.ts';
import type { ConnectorCall, Posted, User } from '../support/teams/fake-teams.ts';
import { buttonsOf, noticeOf, plainTextOf } from '../support/teams/signed.ts';
import { setTeamsStage, type TeamsStage } from './teams-stage.ts';

const TITLE = 'Budget for next year';

// What Teams' cloud does on a bad day, met by the whole core over HTTP; one day, in this order. The stand-in takes calls
// no faster than Teams does.
describe('when Teams has a bad day', () => {
  let stage: TeamsStage;
  const to = (place: { readonly id: string }) => (call: ConnectorCall) => call.where === place.id;
  const has = (user: User, text: string): readonly Posted[] =>
    stage.teams.postsIn(user).filter((posted) => plainTextOf(posted).includes(text));
  const agenda = (): readonly Posted[] => stage.teams.postsIn(stage.room);
  const outcomes = (method: 'sendToConversation' | 'updateActivity', place: { readonly id: string }) =>
    stage.teams
      .of(method)
      .filter(to(place))
      .map(({ outcome }) => outcome);
  /** Types, and what the person is told, alone. */
  async function told(user: User, typed: string, where: 'own chat' | 'channel' = 'own chat') {
    const { teams, sender, room } = stage;
    const before = teams.postsIn(user).length;
    const heard = await sender.message(user, where === 'channel' ? room : teams.install(user), typed);
    const posted = await teams.until(() => {
      const all = teams.postsIn(user);
      return all.length > before ? all.at(-1) : undefined;
    });
    return { heard, posted, text: plainTextOf(posted) };
  }
  /** Without what stands on every agenda. */
  const topics = () =>
    stage.database.unscoped((tx) => tx.select().from(agendaItems).where(ne(agendaItems.kind, 'standing')));

  beforeAll(async () => {
    stage = await setTeamsStage({ rates: true });
    const { teams, dana, pia } = stage;
    await stage.setUp();
    const [own, hers] = [teams.install(dana), teams.install(pia)];
    teams.fail('sendToConversation', { kind: 'status', status: 429, retryAfter: 2 }, { when: to(own) });
    teams.fail('sendToConversation', { kind: 'status', status: 412 }, { when: to(hers) });
    await stage.start();
  });
  afterAll(() => stage.stop());

  it('waits as long as it is told after a 429, and tries again after a 412; nobody else waits', async () => {
    const { teams, dana, pia } = stage;
    await teams.until(() => has(dana, 'I am Convener').length > 0);
    expect(has(pia, 'I am Convener')).toHaveLength(1);
    expect(has(dana, 'I am Convener')).toHaveLength(1);
    expect(outcomes('sendToConversation', teams.install(dana)).slice(-2)).toEqual(['429', 'ok']);
    expect(outcomes('sendToConversation', teams.install(pia)).slice(-2)).toEqual(['412', 'ok']);
    expect(has(dana, 'gone out twice')).toEqual([]);
  });

  it('takes no text from a channel: a button opens a private form', async () => {
    const { pia, room, sender, teams } = stage;
    const { posted, text } = await told(pia, `agenda add ${TITLE}`, 'channel');
    expect(text).toContain('Others can read what is typed here');
    expect(await topics()).toEqual([]);
    const { dialog } = await sender.press(pia, posted, 'Add a topic');
    expect((await sender.submit(pia, dialog!, { title: TITLE })).said).toContain('Saved');
    expect((await topics()).map(({ title }) => title)).toEqual([TITLE]);
    expect(teams.postsIn(room)).toEqual([]);
  });

  it('runs a bare command there, and answers in private', async () => {
    const { pia, room, teams } = stage;
    expect((await told(pia, 'agenda', 'channel')).text).toContain(TITLE);
    expect(teams.postsIn(room)).toEqual([]);
  });

  it('asks the writer alone to delete what may point to a person, and tells the facilitator once', async () => {
    const { dana, pia, room, teams } = stage;
    const { posted, text } = await told(pia, 'tell them of Ann Example, SSN 123-45-6789', 'channel');
    expect(text).toContain('Please delete your message now');
    expect(buttonsOf(posted).map(({ label }) => label)).toContain('Start again in private');
    await teams.until(() => has(dana, 'A message in a channel may point to a person')[0]);
    expect(has(dana, 'A message in a channel may point to a person')).toHaveLength(1);
    expect(teams.postsIn(room)).toEqual([]);
    for (const user of [dana, pia])
      expect(teams.postsIn(user).map(plainTextOf).join('\n')).not.toMatch(/Ann Example|123-45/);
  });

  it('answers a typed command once, and when it is saved', async () => {
    const { dana, sender, teams } = stage;
    const { heard, text } = await told(dana, 'agenda add Room for the spring meeting');
    expect(text).toContain('Saved');
    expect(await topics()).toHaveLength(2);
    const before = teams.postsIn(dana).length;
    expect(heard.text).toBe('');
    // Teams delivers again what it believes was lost.
    await sender.again(heard);
    await teams.until(() => teams.postsIn(dana).length > before);
    expect(plainTextOf(teams.postsIn(dana).at(-1)!)).toContain('We have that already');
    expect(await topics()).toHaveLength(2);
  });

  it('posts again what may not have arrived after a 502, and says that it may stand there twice', async () => {
    const { dana, room, teams } = stage;
    teams.fail('sendToConversation', { kind: 'status', status: 502, effect: true }, { when: to(room) });
    const asked = await told(dana, 'agenda publish');
    expect((await stage.sender.press(dana, asked.posted, 'Send it now')).said).toContain('is on its way');
    await teams.until(() => agenda().length === 2);
    const card = await teams.until(() => has(dana, 'May have gone out twice: 1')[0]);
    expect(noticeOf(card)).toBe('Something may have gone out twice');
    expect(outcomes('sendToConversation', room)).toEqual(['502', 'ok']);
  });

  it('edits again after a 504, which repeats nothing', async () => {
    const { dana, room, teams } = stage;
    teams.fail('updateActivity', { kind: 'status', status: 504 }, { when: to(room) });
    expect((await told(dana, 'agenda withdraw M2')).text).toContain('Taken out');
    await teams.until(() => agenda().some((posted) => posted.edits > 0));
    expect(outcomes('updateActivity', room)).toEqual(['504', 'ok']);
    expect(agenda()).toHaveLength(2);
    expect(has(dana, 'May have gone out twice: 1')).toHaveLength(1);
  });

  it('a person who blocked Convener is told to the facilitator once, in words', async () => {
    const { dana, pia, teams } = stage;
    const chat = teams.install(pia);
    chat.blocked = 'MessageWritesBlocked';
    const before = outcomes('sendToConversation', chat).length;
    await stage.writeToPia();
    await teams.until(() => has(dana, 'has blocked Convener')[0]);
    await stage.writeToPia();
    await told(dana, 'agenda');
    expect(has(dana, 'has blocked Convener')).toHaveLength(1);
    expect(outcomes('sendToConversation', chat).slice(before)).toEqual(['MessageWritesBlocked']);
  });

  it('a channel that Convener was taken out of is told once, and nothing is sent there any more', async () => {
    const { dana, room, teams } = stage;
    room.bot = false;
    const before = teams.of('updateActivity').filter(to(room)).length;
    expect((await told(dana, 'agenda add A last word')).text).toContain('Saved');
    await teams.until(() => has(dana, 'Convener was removed from it')[0]);
    expect((await told(dana, 'agenda add One more')).text).toContain('Saved');
    expect(has(dana, 'Convener was removed from it')).toHaveLength(1);
    expect(teams.of('updateActivity').filter(to(room)).length - before).toBeLessThanOrEqual(1);
  });

  it('was never faster in a conversation than Teams takes it', () => {
    const { teams } = stage;
    expect(teams.calls.filter(({ outcome }) => outcome === 'TooManyRequests')).toEqual([]);
  });
});
