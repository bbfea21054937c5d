/** Teams' colours, light and dark; the renderer is given the same names. */
export const paneCss = `
.teams { --teams-desk: #f5f5f5; --teams-paper: #ffffff; --teams-ink: #242424; --teams-soft: #616161; --teams-line: #e0e0e0; --teams-edge: #8a8a8a; --teams-link: #4f52b2; --teams-main: #5b5fc7; --teams-on-main: #ffffff; --teams-over: #f0f0f0; --teams-grave: #b10e1c; color-scheme: light; display: flex; gap: 8px; padding: 0.75rem; border: 1px solid var(--teams-line); border-radius: 8px; background: var(--teams-desk); color: var(--teams-ink); font: 400 14px/1.4286 'Segoe UI', system-ui, -apple-system, Roboto, 'Noto Sans', sans-serif; }
@media (prefers-color-scheme: dark) {
  .teams { --teams-desk: #1f1f1f; --teams-paper: #292929; --teams-ink: #ffffff; --teams-soft: #adadad; --teams-line: #3d3d3d; --teams-edge: #858585; --teams-link: #9299f7; --teams-main: #5b5fc7; --teams-over: #333333; --teams-grave: #f1707b; color-scheme: dark; }
}
.teams :focus-visible { outline: 2px solid var(--teams-ink); outline-offset: -2px; }
.teams-face { flex: none; inline-size: 32px; block-size: 32px; border-radius: 8px; background: #1f5f5b; color: #fff; font-weight: 600; font-size: 16px; line-height: 32px; text-align: center; }
.teams-body { flex: 1; min-inline-size: 0; max-inline-size: 640px; }
.teams-from { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; margin: 0 0 4px; font-size: 12px; color: var(--teams-soft); }
.teams-from strong { font-weight: 600; }
.teams-time { color: var(--teams-soft); }
.teams-card { border: 1px solid var(--teams-line); border-radius: 6px; background: var(--teams-paper); overflow: hidden; overflow-wrap: anywhere; }
.teams-drawn:empty { display: none; }
.teams-bare { padding: 12px 16px; }
.teams-plain { margin: 0 0 8px; white-space: pre-line; }
.teams-controls, .teams .ac-actionSet { display: flex; flex-wrap: wrap; gap: 8px; }
.teams-button, .teams .ac-pushButton { display: inline-flex; align-items: center; max-inline-size: 100%; min-block-size: 32px; padding: 5px 12px; border: 1px solid var(--teams-edge); border-radius: 4px; background: var(--teams-paper); color: var(--teams-ink); font: inherit; font-weight: 600; line-height: 20px; text-align: start; text-decoration: none; overflow-wrap: anywhere; cursor: pointer; }
.teams-button:hover, .teams .ac-pushButton:hover { background: var(--teams-over); color: var(--teams-ink); text-decoration: none; }
.teams-main, .teams-main:hover, .teams .style-positive, .teams .style-positive:hover { border-color: var(--teams-main); background: var(--teams-main); color: var(--teams-on-main); }
.teams-grave, .teams-grave:hover, .teams .style-destructive, .teams .style-destructive:hover { border-color: var(--teams-grave); background: var(--teams-paper); color: var(--teams-grave); }
.teams .ac-anchor { color: var(--teams-link); text-decoration: none; }
.teams .ac-anchor:hover { text-decoration: underline; }
`;
