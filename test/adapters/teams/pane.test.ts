import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { activityOf } from '../../../adapters/teams/activity.ts';
import { createTeamsPane } from '../../../adapters/teams/pane.ts';
import { renderCard } from '../../../adapters/teams/render.ts';
import type { SealedCard } from '../../../src/kernel/card.ts';
import type { PaneButton } from '../../../src/kernel/platform.ts';
import { bold, link, plain } from '../../../src/kernel/rich.ts';
import { AGENDA } from '../web/cards.ts';
import { PEOPLE, wordsFor } from '../web/fake-host.ts';

const publicUrl = 'https://convener.example';
const pane = createTeamsPane({ publicUrl });
const words = wordsFor(PEOPLE);
const shownAt = new Date('2027-02-03T14:00:00Z');

describe('the demo’s look at Teams', () => {
  it('gives the very message that would be sent, its plain text, and buttons named by their tokens', () => {
    const given: PaneButton[] = [];
    const { json, html } = pane.draw({ card: AGENDA, words, shownAt }, (button) => {
      given.push(button);
      return `<button>${button.label}</button>`;
    });
    const sent = activityOf(renderCard(AGENDA, { words, publicUrl }));
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(sent)));
    const look = 'teams-button';
    expect(given).toEqual([
      { label: 'Accept', spoken: 'Accept: Transport gap', token: 'token-accept-m1', kind: 'press', look },
      { label: 'Edit', spoken: 'Edit: Transport gap', token: 'token-edit-m1', kind: 'form', look },
      {
        label: 'I will be there',
        spoken: undefined,
        token: 'token-yes',
        kind: 'press',
        look: 'teams-button teams-main',
      },
    ]);
    expect(html).toContain('<span class="teams-time">Wed 3 Feb, 09:00</span>');
    expect(html).toContain('M1 Transport gap (15 min) [Accept] [Edit]\nM2 Training plan');
    expect(html).toContain('<span data-token="token-accept-m1"><button>Accept</button></span>');
    expect(html).toContain('href="http://convener.example/agenda?meeting=mtg-1&amp;print=1"');
  });

  it('escapes whatever a person typed, and needs no inline style or script', () => {
    const nasty = `<script>1</script>"'<b>`;
    const card: SealedCard = {
      title: [plain(nasty)],
      notice: nasty,
      blocks: [
        { kind: 'text', text: [plain(nasty), bold(nasty), link(nasty, 'javascript:alert(1)')] },
        { kind: 'buttons', buttons: [{ kind: 'press', label: nasty, action: 'x', value: nasty }] },
        { kind: 'buttons', buttons: [{ kind: 'link', label: nasty, url: 'https://x.example/"<b>' }] },
      ],
    };
    const { html } = pane.draw({ card, words, shownAt }, () => '');
    expect(html).not.toMatch(/<script|<b>|style=|javascript:| on\w+=/);
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain('data-token="&lt;script&gt;1&lt;/script&gt;&quot;&#39;&lt;b&gt;"');
  });

  it('styles every class it uses, with nothing from elsewhere', () => {
    const { html } = pane.draw({ card: AGENDA, words, shownAt }, ({ look }) => `<i class="${look}"></i>`);
    const used = new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap((match) => match[1]!.split(' ')));
    expect(used.size).toBeGreaterThan(8);
    for (const name of used) expect(`${name}: ${pane.css.includes(`.${name}`)}`).toBe(`${name}: true`);
    expect(pane.css).not.toMatch(/url\(|@import|https?:/);
    const named = new Set([...pane.css.matchAll(/(--teams-[\w-]+):/g)].map((match) => match[1]));
    const asked = [...`${pane.css}${pane.script}`.matchAll(/var\((--teams-[\w-]+)\)/g)];
    for (const [, name] of asked) expect([name, named.has(name)]).toEqual([name, true]);
  });

  it('brings the renderer along, which reads no markdown, and no map of it', () => {
    expect(pane.script).toContain('AdaptiveCards=');
    expect(pane.script).toContain('onProcessMarkdown = (_, result) => {\n    result.didProcess = false;');
    expect(pane.script).not.toContain('sourceMappingURL');
  });

  it('loads no SDK: the demo starts without one', () => {
    const script = `
      import { registerHooks } from 'node:module';
      const seen = [];
      registerHooks({ resolve: (name, context, next) => (seen.push(name), next(name, context)) });
      await import('./adapters/teams/pane.ts');
      console.log(JSON.stringify(seen));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: new URL('../../..', import.meta.url),
    });
    const seen = JSON.parse(stdout) as string[];
    expect(seen).toContain('./render.ts');
    expect(seen.filter((name) => /^(?:botbuilder|botframework|@azure)/.test(name))).toEqual([]);
  });
});
