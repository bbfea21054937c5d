import { refresh, type Effect } from '../../kernel/outcome.ts';

/** Every message about this agenda, brought up to date: the call, the chairs' draft, the published agenda. */
export const touch = (meeting: string): readonly Effect[] => [
  refresh(`call:${meeting}`),
  refresh(`draft:${meeting}`),
  refresh(`agenda:${meeting}`),
];
