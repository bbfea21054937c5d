import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rich } from '../../../src/kernel/rich.ts';
import { AGENDA } from './cards.ts';
import { startWeb, type Web } from './client.ts';
import { TASK_FORCE } from './fake-host.ts';
import { textOf } from './html.ts';

let web: Web;
beforeEach(async () => {
  web = await startWeb();
});
afterEach(() => web.stop());

const PAUSED = { ...TASK_FORCE, state: 'paused', pausedAt: new Date('2027-02-03T14:00:00Z') } as const;
const SAID = 'Convener is paused since Wed 3 Feb, 09:00.';

describe('while Convener is paused', () => {
  it('every page says so, what goes on, and offers a chair to end it', async () => {
    web.host.taskForce = PAUSED;
    await web.signIn('m01');
    for (const path of ['/', '/channel', '/nothing']) {
      const { text } = await web.get(path);
      expect(textOf(text)).toContain(SAID);
      expect(textOf(text)).toContain('What you enter is saved');
      expect(text).toContain('name="q" value="resume"');
    }
  });

  it('tells everyone else who can end it, and gives them no button', async () => {
    web.host.taskForce = PAUSED;
    await web.signIn('m20');
    const { text } = await web.get('/');
    expect(textOf(text)).toContain(`${SAID} It sends nothing new by itself.`);
    expect(textOf(text)).toContain('A facilitator or co-chair can let it go on.');
    expect(text).not.toContain('value="resume"');
  });

  it('is told in the very answer to the press that paused it', async () => {
    await web.signIn('m01');
    expect(textOf((await web.get('/')).text)).not.toContain('Convener is paused');
    web.host.answer = () => {
      web.host.taskForce = PAUSED;
      return { kind: 'note', text: rich`Paused.` };
    };
    const fields = await web.hidden('/', '/command');
    const { text } = await web.send('/command', { ...fields, q: 'pause' }, { 'hx-request': 'true' });
    expect(textOf(text)).toContain(SAID);
  });

  it('is not on paper', async () => {
    web.host.taskForce = PAUSED;
    web.host.answer = () => ({ kind: 'card', card: AGENDA });
    await web.signIn('m20');
    const { status, text } = await web.get('/agenda?print=own');
    expect(status).toBe(200);
    expect(textOf(text)).not.toContain('It sends nothing new');
  });
});
