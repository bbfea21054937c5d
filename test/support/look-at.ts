import type { Page } from 'playwright-core';

/** What is wrong with the page that is open, as far as a machine sees it: one line each, with how to find it. */
const LOOK = `(() => {
  const wrong = [];
  const visible = (e) => e.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
  const named = (e) => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' "' + (e.innerText || e.value || e.name || '').trim().slice(0, 40) + '"';
  const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);

  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) wrong.push('runs off the screen by ' + wide + ' px');
  const clips = (e) => { for (let p = e; p; p = p.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX)) return true; return false; };
  for (const e of all('main *, header *, aside *')) {
    const box = e.getBoundingClientRect();
    if (box.right > document.documentElement.clientWidth + 1 && !clips(e)) { wrong.push('sticks out: ' + named(e)); break; }
  }

  const headings = all('h1, h2, h3, h4, h5, h6').map((e) => [Number(e.tagName[1]), e.innerText]);
  if (headings.filter(([level]) => level === 1).length !== 1) wrong.push('not one h1: ' + headings.filter(([l]) => l === 1).length);
  let before = 0;
  for (const [level, text] of headings) {
    if (level > before + 1) wrong.push('heading skips from ' + before + ' to ' + level + ': ' + text);
    before = level;
  }
  for (const e of all('input:not([type=hidden]), select, textarea'))
    if (e.labels?.length === 0 && !e.ariaLabel && !e.getAttribute('aria-labelledby')) wrong.push('no label: ' + named(e));
  for (const e of all('button, a[href], summary'))
    if (!(e.innerText.trim() || e.ariaLabel || e.querySelector('img[alt]'))) wrong.push('no name: ' + named(e));
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((each) => each === id).length > 1) wrong.push('id twice: ' + id);
  for (const e of all('[aria-describedby], [aria-labelledby]'))
    for (const id of (e.getAttribute('aria-describedby') || e.getAttribute('aria-labelledby')).split(/\\s+/))
      if (!document.getElementById(id)) wrong.push('points to nothing: ' + named(e) + ' -> ' + id);
  for (const e of all('main button, main a.button, main select, main input:not([type=hidden], [type=radio], [type=checkbox])')) {
    const box = e.getBoundingClientRect();
    if (box.height > 0 && box.height < 24) wrong.push('too small to hit: ' + named(e) + ' ' + Math.round(box.height) + ' px');
  }

  const rgb = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
  const light = ({ r, g, b }) => { const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
  const behind = (e) => { for (let p = e; p; p = p.parentElement) { const c = rgb(getComputedStyle(p).backgroundColor); if (c.a === 1) return c; } return { r: 255, g: 255, b: 255, a: 1 }; };
  const faint = new Set();
  for (const e of all('body *')) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(rgb(style.color)), light(behind(e))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if ((a + 0.05) / (b + 0.05) < least) faint.add('faint: ' + named(e) + ' ' + ((a + 0.05) / (b + 0.05)).toFixed(1));
  }
  return [...wrong, ...[...faint].slice(0, 3)];
})()`;

export const wrongWith = (page: Page): Promise<string[]> => page.evaluate(LOOK);
