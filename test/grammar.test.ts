import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tx } from '../src/db/types.ts';
import { features } from '../src/features.ts';
import { createGrammar, type Parsed } from '../src/grammar.ts';
import { ROLES } from '../src/kernel/access.ts';
import { plainText } from '../src/kernel/rich.ts';

const grammar = createGrammar<Tx>(features.flatMap((feature) => feature.commands ?? []));

function seen(parsed: Parsed<Tx>): unknown {
  if (parsed.state === 'run') return [parsed.command.path, parsed.args];
  return parsed.state === 'form'
    ? [parsed.command.path, 'form']
    : plainText(parsed.message, { names: new Map(), zone: 'UTC', home: 'UTC' });
}

describe('what a typed line means', () => {
  it.each([
    ['agenda', ['agenda', {}]],
    ['/agenda', ['agenda', {}]],
    ['/convener agenda', ['agenda', {}]],
    ['  Agenda   ADD  ', ['agenda add', 'form']],
    ['agenda add Budget --minutes 10', ['agenda add', { title: 'Budget', minutes: '10' }]],
    ['agenda add Budget —minutes 10', ['agenda add', { title: 'Budget', minutes: '10' }]],
    ['agenda add Budget –minutes=10', ['agenda add', { title: 'Budget', minutes: '10' }]],
    [
      'agenda add --minutes 10 Budget for spring',
      ['agenda add', { title: 'Budget for spring', minutes: '10' }],
    ],
    [
      'agenda add "Budget for spring" --part open',
      ['agenda add', { title: 'Budget for spring', part: 'open' }],
    ],
    ['agenda add “Budget for spring”', ['agenda add', { title: 'Budget for spring' }]],
    ["agenda add What's next — and who", ['agenda add', { title: "What's next — and who" }]],
    ['agenda add The "one page" matrix', ['agenda add', { title: 'The "one page" matrix' }]],
    ['agenda move M2 1', ['agenda move', { item: 'M2', to: '1' }]],
    ['agenda --meeting mtg-2027-03', ['agenda', { meeting: 'mtg-2027-03' }]],
    ['meeting next', ['meeting', {}]],
    ['invite Priya Raman', ['invite', { member: 'Priya Raman' }]],
  ])('%s', (text, expected) => {
    expect(seen(grammar.parse(text))).toEqual(expected);
  });
});

describe('what is not understood gets a clear answer', () => {
  it.each([
    ['agneda', 'I do not know that command. Did you mean "agenda"? "help" lists what you can do.'],
    ['agenda ad Budget', 'There are more words here than this command takes. Did you mean "agenda add"?'],
    ['agenda edti M1', 'There are more words here than this command takes. Did you mean "agenda edit"?'],
    ['agenda move M2', 'Which topic, and to which place? Like "agenda move M2 1".'],
    [
      'agenda move M2 1 2',
      'There are more words here than this command takes. Like this: "agenda move ITEM TO [--meeting MEETING]"',
    ],
    [
      'agenda hold --meting 10',
      'There is no --meting here. Did you mean --meeting? Like this: "agenda hold [--meeting MEETING]"',
    ],
    [
      'agenda hold --meeting',
      '--meeting needs something after it. Like this: "agenda hold [--meeting MEETING]"',
    ],
    ['xyzzy', 'I do not know that command. "help" lists what you can do.'],
  ])('%s', (text, expected) => {
    expect(seen(grammar.parse(text))).toBe(expected);
  });

  it('refuses a line that is too long', () => {
    expect(seen(grammar.parse('x'.repeat(3000)))).toBe('That is too long: 2000 characters are the most.');
  });

  it('never throws, whatever is typed (property)', () => {
    const words = fc.constantFrom(
      'agenda',
      'add',
      'move',
      '--minutes',
      '—part',
      '"',
      '“',
      'M2',
      '--',
      '=',
      '--x=y',
      '',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 200 }),
          fc.array(words).map((list) => list.join(' ')),
        ),
        (text) => {
          expect(['run', 'form', 'problem']).toContain(grammar.parse(text).state);
        },
      ),
    );
  });
});

describe('completion', () => {
  it.each([
    ['', 'agenda'],
    ['ag', 'agenda'],
    ['agenda a', 'agenda add'],
    ['agenda add Budget --', 'agenda add Budget --minutes '],
    ['agenda add Budget --mi', 'agenda add Budget --minutes '],
  ])('after "%s" comes "%s"', (typed, expected) => {
    expect(grammar.complete(typed, ['facilitator'])).toContain(expected);
  });

  it('offers a guest nothing that only chairs may do', () => {
    expect(
      grammar.complete('agenda', ['guest']).filter((path) => /accept|move|publish|hold/.test(path)),
    ).toEqual([]);
    expect(grammar.complete('agenda', ['co-chair'])).toContain('agenda accept');
  });

  it('what completes, parses (property)', () => {
    for (const role of ROLES) {
      for (const path of grammar.complete('', [role]))
        expect(JSON.stringify(seen(grammar.parse(path)))).not.toContain('I do not know');
    }
  });
});

describe('usage', () => {
  it('comes from the definition', () => {
    const usage = Object.fromEntries(grammar.commands.map((command) => [command.path, command.usage]));
    expect(usage['agenda add']).toBe(
      'agenda add TITLE [--minutes MINUTES] [--part PART] [--meeting MEETING] [--for FOR]',
    );
    expect(usage['agenda move']).toBe('agenda move ITEM TO [--meeting MEETING]');
  });
});
