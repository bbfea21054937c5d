import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../adapters/web/assets/style.css', import.meta.url), 'utf8');

function coloursIn(block: string): ReadonlyMap<string, string> {
  return new Map(
    [...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]),
  );
}

const light = coloursIn(/:root \{([^}]*)\}/.exec(css)?.[1] ?? '');
const dark = coloursIn(/prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/.exec(css)?.[1] ?? '');

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', light],
  ['dark', dark],
])('%s colours', (_, colours) => {
  const of = (name: string): string => colours.get(name) ?? '#808080';

  it.each([
    ['ink', 'paper'],
    ['ink', 'desk'],
    ['ink', 'tint'],
    ['ink', 'care-tint'],
    ['ink', 'demo'],
    ['soft', 'paper'],
    ['soft', 'desk'],
    ['accent', 'paper'],
    ['accent', 'desk'],
    ['accent', 'tint'],
    ['accent-deep', 'paper'],
    ['on-accent', 'accent'],
    ['on-accent', 'accent-deep'],
    ['care', 'paper'],
    ['care', 'care-tint'],
  ])('%s on %s can be read (AA)', (text, ground) =>
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5),
  );

  it.each([
    ['edge', 'paper'],
    ['edge', 'desk'],
    ['accent', 'demo'],
  ])('%s on %s can be seen', (line, ground) =>
    expect(contrast(of(line), of(ground))).toBeGreaterThanOrEqual(3),
  );
});

describe('the style sheet', () => {
  it('asks nobody else for anything', () => expect(css).not.toMatch(/url\(|@import|https?:/));
  it('respects those who want no motion, and prints', () => {
    expect(css).toContain('prefers-reduced-motion');
    expect(css).toContain('@media print');
  });
});
