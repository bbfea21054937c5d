import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Pane } from '../../src/kernel/platform.ts';

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

/** The few files that pages need, read once and served from memory; with the demo's pane, its style sheet too. */
export function loadAssets(pane: Pane | undefined) {
  const htmx = readFileSync(createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'), 'utf8');
  return {
    'style.css': asset('style.css', 'text/css; charset=utf-8', own('style.css')),
    'page.js': asset('page.js', 'text/javascript; charset=utf-8', own('page.js')),
    'icon.svg': asset('icon.svg', 'image/svg+xml', own('icon.svg')),
    'htmx.js': asset('htmx.js', 'text/javascript; charset=utf-8', htmx),
    ...(pane ? { 'pane.css': asset('pane.css', 'text/css; charset=utf-8', pane.css) } : {}),
  };
}
