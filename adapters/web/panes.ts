import type { Pane } from '../../src/kernel/platform.ts';

/** The demo's pages of the same messages as other platforms would show them. */
export const PANE_PATHS = ['/demo/slack', '/demo/teams'] as const;
/** The page of all of them beside each other. */
export const DOORS_PATH = '/demo/doors';

export type PanePath = (typeof PANE_PATHS)[number];

/** Which of these pages there are, and who draws them. */
export type Panes = Readonly<Partial<Record<PanePath, Pane>>>;

export interface ShownPane {
  readonly path: PanePath;
  readonly pane: Pane;
}

export const panesOf = (demo: { readonly panes?: Panes } | undefined): readonly ShownPane[] =>
  PANE_PATHS.flatMap((path) => {
    const pane = demo?.panes?.[path];
    return pane ? [{ path, pane }] : [];
  });
