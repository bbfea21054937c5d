import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Pane } from '../../src/kernel/platform.ts';
import type { ShownPane } from './panes.ts';

export interface Asset {
  readonly body: string;
  readonly type: string;
  readonly etag: string;
  /** The address with the content's hash: what it names never changes. */
  readonly url: string;
}

function asset(name: string, type: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  return { body, type, etag: `"${hash}"`, url: `/assets/${name}?v=${hash}` };
}

const own = (name: string): string => readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');

export type Assets = ReturnType<typeof loadAssets>;

/** What the panes need, all in one file of a kind. */
function paneAssets(panes: readonly Pane[]): { 'pane.css'?: Asset; 'pane.js'?: Asset } {
  const css = panes.map((pane) => pane.css).join('');
  const script = panes.map((pane) => pane.script ?? '').join('');
  return {
    ...(css ? { 'pane.css': asset('pane.css', 'text/css; charset=utf-8', css) } : {}),
    ...(script ? { 'pane.js': asset('pane.js', 'text/javascript; charset=utf-8', script) } : {}),
  };
}

/** The few files that pages need, read once and served from memory; with the demo's panes, theirs too. */
export function loadAssets(panes: readonly ShownPane[]) {
  const htmx = readFileSync(createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'), 'utf8');
  return {
    'style.css': asset('style.css', 'text/css; charset=utf-8', own('style.css')),
    'page.js': asset('page.js', 'text/javascript; charset=utf-8', own('page.js')),
    'icon.svg': asset('icon.svg', 'image/svg+xml', own('icon.svg')),
    'htmx.js': asset('htmx.js', 'text/javascript; charset=utf-8', htmx),
    ...paneAssets(panes.map(({ pane }) => pane)),
  };
}
