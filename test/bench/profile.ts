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

/** Where processor time went, by part of the program, in ms; from the one profile in `folder`. Idle time is left out. */
export function timeByArea(
  folder: string,
  name: (frame: Node['callFrame']) => string = areaOf,
): ReadonlyMap<string, number> {
  const file = readdirSync(folder)
    .filter((each) => each.endsWith('.cpuprofile'))
    .toSorted((a, b) => statSync(join(folder, b)).size - statSync(join(folder, a)).size)[0];
  if (!file) throw new Error('there is no profile');
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const total = new Map<string, number>();
  samples.forEach((id, index) => {
    const frame = byId.get(id)!.callFrame;
    if (frame.functionName === '(idle)' || frame.functionName === '(program)') return;
    const area = name(frame);
    total.set(area, (total.get(area) ?? 0) + timeDeltas[index]! / 1000);
  });
  return new Map([...total].toSorted((a, b) => b[1] - a[1]));
}
