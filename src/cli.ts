import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { ControlRequest } from './control.ts';

export type CliCommand =
  | { readonly kind: 'start' }
  | { readonly kind: 'help' }
  | { readonly kind: 'ask'; readonly request: ControlRequest }
  | { readonly kind: 'wrong'; readonly message: string };

export const HELP = `convener start                              run the server
convener setup                              print a link to set up a task force on the web
convener import FILE.json                   read a task force from a file; nothing goes out before "start"
convener invite MEMBER [--task-force ID]    print a personal web link (an id or a whole name)
convener doctor                             check what sending and receiving need, and say what to do
convener audit [--task-force ID]            check that nobody changed the audit
convener help                               this list
Through npm, in this folder: npm run -s convener -- doctor`;

const wrong = (message: string): CliCommand => ({ kind: 'wrong', message });

async function readImport(file: string | undefined): Promise<CliCommand> {
  if (file === undefined) return wrong('Which file? Like this: convener import FILE.json');
  try {
    return { kind: 'ask', request: { command: 'import', text: await readFile(file, 'utf8') } };
  } catch {
    return wrong(`The file ${file} cannot be read. Is the path right?`);
  }
}

/** Reads the words after `convener`. */
export async function parseCli(argv: readonly string[]): Promise<CliCommand> {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { 'task-force': { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : 'not understood');
  }
  const [command = 'start', ...rest] = parsed.positionals;
  const taskForce = parsed.values['task-force'];
  if (parsed.values.help || command === 'help') return { kind: 'help' };
  switch (command) {
    case 'start':
      return rest.length > 0 ? wrong(`"${rest[0]}" is one word too many.`) : { kind: 'start' };
    case 'import':
      return rest.length > 1 ? wrong('One file at a time, please.') : readImport(rest[0]);
    case 'invite': {
      const member = rest.join(' ');
      if (member === '') return wrong('Who? Like this: convener invite MEMBER');
      return {
        kind: 'ask',
        request: { command: 'invite', member, ...(taskForce === undefined ? {} : { taskForce }) },
      };
    }
    case 'setup':
    case 'doctor':
      return rest.length > 0
        ? wrong(`"${rest[0]}" is one word too many.`)
        : { kind: 'ask', request: { command } };
    case 'audit':
      return {
        kind: 'ask',
        request: { command: 'audit', ...(taskForce === undefined ? {} : { taskForce }) },
      };
    default:
      return wrong(`There is no command "${command}".`);
  }
}
