import { describe, expect, it } from 'vitest';
import { createSlackPane, type PaneButton } from '../../../adapters/slack/pane.ts';
import { renderCard } from '../../../adapters/slack/render.ts';
import type { SealedCard } from '../../../src/kernel/card.ts';
import { bold, link, plain } from '../../../src/kernel/rich.ts';
import { AGENDA } from '../web/cards.ts';
import { PEOPLE, wordsFor } from '../web/fake-host.ts';

const publicUrl = 'https://convener.example';
const pane = createSlackPane({ publicUrl });
const words = wordsFor(PEOPLE);

describe('the demo’s look at Slack', () => {
  it('draws the very blocks that would be sent, and leaves the buttons to the page', () => {
    const given: PaneButton[] = [];
    const { json, html } = pane.draw(AGENDA, words, (button) => {
      given.push(button);
      return `<button>${button.label}</button>`;
    });
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(renderCard(AGENDA, { words, publicUrl }))));
    expect(given).toEqual([
      { label: 'Accept', token: 'token-accept-m1', kind: 'press', tone: undefined },
      { label: 'Edit', token: 'token-edit-m1', kind: 'form', tone: undefined },
      { label: 'I will be there', token: 'token-yes', kind: 'press', tone: 'main' },
    ]);
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
    const { html } = pane.draw(card, words, () => '');
    expect(html).not.toMatch(/<script|<b>|style=|javascript:| on\w+=/);
    expect(html).toContain('&lt;script&gt;');
  });
});
