// npm run bench [-- NAME] [-- --json]: every figure beside a floor measured in the same run; absolute times of a shared
// machine mean little by themselves.
import { parseArgs } from 'node:util';
import { benchDue } from './due.ts';
import type { Measured } from './measure.ts';
import { benchSlack } from './slack.ts';
import { benchStart } from './start.ts';
import { benchTeams } from './teams.ts';
import { benchTick } from './tick.ts';
import { benchVote } from './vote.ts';

const BENCHES: Readonly<Record<string, () => Promise<readonly Measured[]>>> = {
  start: benchStart,
  slack: benchSlack,
  teams: benchTeams,
  tick: benchTick,
  due: benchDue,
  vote: benchVote,
};

function row({ name, unit, value, floor, ratio, target, bound, ok }: Measured): string {
  const shown = (figure: number) => String(figure).padStart(9);
  return `${ok ? 'ok      ' : bound === 'most' ? 'TOO MUCH' : 'TOO SLOW'} ${name.padEnd(32)} ${shown(value)} ${unit.padEnd(5)} floor ${shown(floor)}  ratio ${shown(ratio)}  at ${bound} ${target}`;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
const chosen = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = chosen.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown[0]}". There are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
const results: Measured[] = [];
for (const name of chosen) results.push(...(await BENCHES[name]!()));
if (values.json) console.log(JSON.stringify(results, null, 2));
else for (const result of results) console.log(row(result));
process.exitCode = results.every((result) => result.ok) ? 0 : 1;
