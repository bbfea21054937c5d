// The demo's look at Teams: the very card that would be sent, drawn by the official renderer in the browser. Where there
// are no scripts the card's plain text stands there; its buttons are the page's own either way.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cardText } from '../../src/kernel/card-text.ts';
import { escapeHtml } from '../../src/kernel/escape-html.ts';
import type { Pane, PaneButton } from '../../src/kernel/platform.ts';
import { timeText } from '../../src/kernel/time-text.ts';
import { activityOf } from './activity.ts';
import type { AdaptiveCard, CardAction } from './card-json.ts';
import { paneCss } from './pane-css.ts';

import { renderCard } from './render.ts';

/** The renderer, then what uses it. */
function paneScript(): string {
  const renderer = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js');
  const own = new URL('assets/pane.js', import.meta.url);
  // Its map is not served.
  const library = readFileSync(renderer, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
  return `${library}\n${readFileSync(own, 'utf8')}`;
}

const LOOKS = { positive: ' teams-main', destructive: ' teams-grave' } as const;

/** A button that works, named by its token: the drawn one presses it. */
function control(action: CardAction, draw: (button: PaneButton) => string): string {
  const { title = '', tooltip: spoken, style } = action;
  const look = `teams-button${style ? LOOKS[style] : ''}`;
  if (action.type === 'Action.OpenUrl')
    return `<a class="${look}" href="${escapeHtml(action.url)}" rel="noopener noreferrer">${escapeHtml(title)}</a>`;
  const { convener, t } = action.data;
  const kind = convener === 'open' ? 'form' : 'press';
  return `<span data-token="${escapeHtml(t)}">${draw({ label: title, spoken, token: t, kind, look })}</span>`;
}

const actionsOf = ({ body }: AdaptiveCard): readonly CardAction[] =>
  body.flatMap((element) => (element.type === 'ActionSet' ? element.actions : []));

/** Draws messages as Teams would, and gives the JSON that would be sent. */
export function createTeamsPane({ publicUrl }: { readonly publicUrl: string }): Pane {
  return {
    name: 'Teams',
    css: paneCss,
    script: paneScript(),
    draw({ card, words, shownAt }, draw) {
      const message = renderCard(card, { words, publicUrl });
      const controls = actionsOf(message.card).map((action) => control(action, draw));
      const at = escapeHtml(timeText({ at: shownAt, style: 'moment' }, words));
      const from = `<p class="teams-from"><strong>Convener</strong><span class="teams-time">${at}</span></p>`;
      const plain = `<p class="teams-plain">${escapeHtml(cardText(card, words))}</p>`;
      const bare = `<div class="teams-bare">${plain}<div class="teams-controls">${controls.join('')}</div></div>`;
      return {
        json: JSON.stringify(activityOf(message), null, 2),
        html: `<div class="teams"><span class="teams-face" aria-hidden="true">C</span><div class="teams-body">${from}<div class="teams-card"><div class="teams-drawn"></div>${bare}</div></div></div>`,
      };
    },
  };
}
