import { describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { createSlackPane } from '../../../adapters/slack/pane.ts';
import { renderCard } from '../../../adapters/slack/render.ts';
import type { SealedCard } from '../../../src/kernel/card.ts';
import type { PaneButton } from '../../../src/kernel/platform.ts';
import { bold, link, plain } from '../../../src/kernel/rich.ts';
import { AGENDA } from '../web/cards.ts';
import { PEOPLE, wordsFor } from '../web/fake-host.ts';

const publicUrl = 'https://convener.example';
const pane = createSlackPane({ publicUrl });
const words = wordsFor(PEOPLE);
const shownAt = new Date('2027-02-03T14:00:00Z');

describe('the demo’s look at Slack', () => {
  it('draws the very blocks that would be sent, and leaves the buttons to the page', () => {
    const given: PaneButton[] = [];
    const { json, html } = pane.draw({ card: AGENDA, words, shownAt }, (button) => {
      given.push(button);
      return `<button>${button.label}</button>`;
    });
    // As send.ts posts it, but for the channel.
    const sent = { ...renderCard(AGENDA, { words, publicUrl }), unfurl_links: false, unfurl_media: false };
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ ...sent, mrkdwn: false })));
    const look = 'slack-button';
    expect(given).toEqual([
      { label: 'Accept', spoken: 'Accept: Transport gap', token: 'token-accept-m1', kind: 'press', look },
      { label: 'Edit', spoken: 'Edit: Transport gap', token: 'token-edit-m1', kind: 'form', look },
      {
        label: 'I will be there',
        spoken: undefined,
        token: 'token-yes',
        kind: 'press',
        look: 'slack-button slack-primary',
      },
    ]);
    expect(html).toContain('<span class="slack-time">Wed 3 Feb, 09:00</span>');
    expect(html).toContain('<h3 class="slack-header">Agenda, Wed 10 Feb, 10:00 to 11:30</h3>');
    expect(html).toContain('<strong>M1 </strong>Transport gap · 15 min');
    expect(html).toContain('href="http://convener.example/agenda?meeting=mtg-1&amp;print=1"');
  });

  it('escapes whatever a person typed, and needs no inline style or script', () => {
    const nasty = `<script>1</script>"'<b>`;
    const card: SealedCard = {
      title: [plain(nasty)],
      notice: nasty,
      blocks: [
        { kind: 'text', text: [plain(nasty), bold(nasty), link(nasty, 'javascript:alert(1)')] },
        { kind: 'note', text: [plain(nasty)] },
      ],
    };
    const { html } = pane.draw({ card, words, shownAt }, () => '');
    expect(html).not.toMatch(/<script|<b>|style=|javascript:| on\w+=/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('styles every class it uses', () => {
    const { html } = pane.draw({ card: AGENDA, words, shownAt }, ({ look }) => `<i class="${look}"></i>`);
    const used = new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap((match) => match[1]!.split(' ')));
    expect(used.size).toBeGreaterThan(8);
    for (const name of used) expect(`${name}: ${pane.css.includes(`.${name}`)}`).toBe(`${name}: true`);
    expect(pane.css).not.toMatch(/url\(|@import|https?:/);
  });

  it('loads no SDK: the demo starts without one', () => {
    const script = `
      import { registerHooks } from 'node:module';
      const seen = [];
      registerHooks({ resolve: (name, context, next) => (seen.push(name), next(name, context)) });
      await import('./adapters/slack/pane.ts');
      console.log(JSON.stringify(seen));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: new URL('../../..', import.meta.url),
    });
    const seen = JSON.parse(stdout) as string[];
    expect(seen).toContain('./render.ts');
    expect(seen.filter((name) => name.startsWith('@slack/'))).toEqual([]);
  });
});
