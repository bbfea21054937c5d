import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

interface Node {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly Node[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The part of the program a frame belongs to: one of our folders, a package, or Node itself. */
function areaOf({ url, functionName }: Node['callFrame']): string {
  const own = /\/((?:src|adapters)\/(?:features\/)?[^/]+)(?:\/|\.ts)/.exec(url);
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  if (library) return library[1]!;
  if (own) return own[1]!;
  if (url.startsWith('node:')) return `node ${url.slice(5).split('/')[0]}`;
  return functionName.startsWith('(') ? functionName : 'native';
}

const sizeOf = (folder: string, file: string): number => statSync(join(folder, file)).size;

/**
 * Where time went, by part of the program, in ms; from the largest profile in `folder` (the launcher leaves a small one).
 * The first `skipMs` and idle time are left out.
 */
export function timeByArea(folder: string, skipMs: number): ReadonlyMap<string, number> {
  const [file] = readdirSync(folder).toSorted((a, b) => sizeOf(folder, b) - sizeOf(folder, a));
  if (!file) throw new Error('there is no profile');
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const total = new Map<string, number>();
  let passed = 0;
  samples.forEach((id, index) => {
    const ms = timeDeltas[index]! / 1000;
    passed += ms;
    const frame = byId.get(id)!.callFrame;
    if (passed < skipMs || frame.functionName === '(idle)' || frame.functionName === '(program)') return;
    const area = areaOf(frame);
    total.set(area, (total.get(area) ?? 0) + ms);
  });
  return new Map([...total].toSorted((a, b) => b[1] - a[1]));
}
