import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readList } from '../../../../src/features/setup/list/bring.ts';
import { problemText } from '../../../../src/features/setup/import/index.ts';
import { readCells } from '../../../../src/features/setup/list/cells.ts';
import { understand } from '../../../../src/features/setup/list/columns.ts';
import { readPeople } from '../../../../src/features/setup/list/people.ts';

/** Name, agency, e-mail, role and title of each person, or what is wrong. */
function read(text: string): readonly string[] {
  const list = readList(text);
  if (list.state === 'bad') return [list.errors['people']!];
  return list.people.map(({ name, agency, email, role, title }) =>
    [name, agency, email ?? '-', role, title || '-'].join(' | '),
  );
}

function problems(text: string): readonly string[] {
  const cells = readCells(text);
  if (cells.state === 'bad') throw new Error('no cells');
  const { columns, people } = understand(cells.lines);
  return readPeople(people, columns).problems.map(problemText);
}

const RUTH = 'Ruth Okafor | Kellan Clinic | ruth@kellan.example | member | -';
const TWO = [RUTH, 'Bo Lind | Larkmoor Shelter | bo@shelter.example | member | -'];

describe('a pasted list', () => {
  it.each([
    [
      'tabs',
      'Name\tAgency\tE-mail\nRuth Okafor\tKellan Clinic\truth@kellan.example\nBo Lind\tLarkmoor Shelter\tbo@shelter.example\n',
    ],
    [
      'commas',
      'Name,Agency,Email\r\nRuth Okafor,Kellan Clinic,ruth@kellan.example\r\nBo Lind,"Larkmoor Shelter",bo@shelter.example',
    ],
    [
      'semicolons',
      'E-mail address;Full name;Organization\nruth@kellan.example;Ruth Okafor;Kellan Clinic\nbo@shelter.example;Bo Lind;Larkmoor Shelter',
    ],
    [
      'a byte order mark and what Excel writes',
      '\uFEFFsep=;\nName;Agency;Email\nRuth Okafor;Kellan Clinic;ruth@kellan.example\nBo Lind;Larkmoor Shelter;bo@shelter.example',
    ],
    [
      'tabs that a field turned into spaces',
      'Name    Agency    Email\nRuth Okafor    Kellan Clinic    ruth@kellan.example\nBo Lind    Larkmoor Shelter    bo@shelter.example',
    ],
    [
      'no headings',
      'Ruth Okafor,Kellan Clinic,ruth@kellan.example\nBo Lind,Larkmoor Shelter,bo@shelter.example',
    ],
    [
      'no headings, and the agency first',
      'ruth@kellan.example,Kellan Clinic,Ruth Okafor\nbo@shelter.example,Larkmoor Shelter,Bo Lind',
    ],
    [
      'a title above the headings',
      'Task force contacts\t\t\n\t\t\nName\tAgency\tEmail\nRuth Okafor\tKellan Clinic\truth@kellan.example\nBo Lind\tLarkmoor Shelter\tbo@shelter.example',
    ],
    [
      'first and last names',
      'First\tLast\tAgency\tEmail\nRuth\tOkafor\tKellan Clinic\truth@kellan.example\nBo\tLind\tLarkmoor Shelter\tbo@shelter.example',
    ],
    [
      'last names first',
      'Name\tAgency\tEmail\nOkafor, Ruth\tKellan Clinic\truth@kellan.example\n"Lind, Bo"\tLarkmoor Shelter\tbo@shelter.example',
    ],
    [
      'what address books copy',
      'Name\tAgency\tEmail\nRuth Okafor\tKellan Clinic\tRuth Okafor <Ruth@Kellan.example>\nBo Lind\tLarkmoor Shelter\tmailto:bo@shelter.example',
    ],
    [
      'cells with line breaks and empty lines',
      'Name\tAgency\tEmail\n\n"Ruth\nOkafor"\tKellan Clinic\truth@kellan.example\n\nBo Lind\t Larkmoor  Shelter \tbo@shelter.example\n\n',
    ],
  ])('with %s', (_, text) => {
    expect(read(text)).toEqual(TWO);
  });

  it('takes roles in a file’s words and ours, and a job title as what it is', () => {
    const roles =
      'Name,Agency,Role\nRuth Okafor,Kellan Clinic,Guest\nBo Lind,Larkmoor Shelter,Co-Chair\nAnn Poe,Court,records officer';
    expect(read(roles)).toEqual([
      'Ruth Okafor | Kellan Clinic | - | guest | -',
      'Bo Lind | Larkmoor Shelter | - | co-chair | -',
      'Ann Poe | Court | - | records-officer | -',
    ]);
    expect(
      read('Name,Agency,Role\nRuth Okafor,Kellan Clinic,Nurse\nBo Lind,Larkmoor Shelter,Director'),
    ).toEqual([
      'Ruth Okafor | Kellan Clinic | - | member | Nurse',
      'Bo Lind | Larkmoor Shelter | - | member | Director',
    ]);
    expect(
      problems('Name,Agency,Role\nRuth Okafor,Kellan Clinic,member\nBo Lind,Larkmoor Shelter,Director'),
    ).toEqual([
      'Row 3, role: is not a role here. Use member, guest, executive, co-chair or records officer.',
    ]);
  });

  it('leaves certificates behind a name where they are', () => {
    expect(read('Name\tAgency\nRuth Okafor, LCSW\tKellan Clinic\nBo Lind, Ph.D.\tLarkmoor Shelter')).toEqual([
      'Ruth Okafor, LCSW | Kellan Clinic | - | member | -',
      'Bo Lind, Ph.D. | Larkmoor Shelter | - | member | -',
    ]);
  });

  it('drops a sector of a person, and knows which columns it did not need', () => {
    const list = readList('Name\tAgency\tSector\tPhone\nRuth Okafor\tKellan Clinic\tsurvivors\t555-0100');
    expect(list).toMatchObject({ state: 'ok', understood: { columns: { sector: 2 }, unused: [3] } });
    expect(JSON.stringify(list.state === 'ok' && list.people)).not.toContain('survivors');
  });

  it('says all that is wrong, by row, and repeats nothing of it', () => {
    const text = [
      'Name\tAgency\tEmail',
      'Ruth Okafor\tKellan Clinic\truth(at)kellan',
      '\tKellan Clinic\tbo@shelter.example',
      'Ann Poe\t\tann@court.example',
      'Case 23-1187 Poe\tCourt\tann@court.example',
      'Ann Lee\tCourt\tANN@court.example',
      'Bo Lind\tShelter\t',
      'bo  lind\tShelter\tbo@other.example',
    ].join('\n');
    expect(problems(text)).toEqual([
      'Row 2, e-mail: must be an e-mail address.',
      'Row 3, name: is empty.',
      'Row 4, agency: is empty.',
      expect.stringMatching(
        /^Row 5, name: may point to a person: it looks like a.* number\. Take that out\.$/,
      ),
      'Row 8, name: is the same as in row 7. If they are two people, give both an e-mail address.',
    ]);
  });

  it('says of two rows with one address that each person has their own', () => {
    expect(
      problems('Name,Agency,Email\nAnn Poe,Court,ann@court.example\nAnn Lee,Court,ANN@court.example'),
    ).toEqual(['Row 3, e-mail: is the same as in row 2. Each person has their own.']);
  });

  it.each([
    ['', 'Please paste the list here.'],
    ['  \n\t\n', 'Please paste the list here.'],
    ['Name\tAgency\n', 'There are headings and nobody below them. Please copy the people, too.'],
    ['Agency\tEmail\nCourt\tann@court.example', 'There is no column with names. Please put "Name" above it.'],
    [
      'Name\tEmail\nAnn Poe\tann@court.example',
      'There is no column with agencies. Please put "Agency" above it.',
    ],
    ['Ann Poe\nBo Lind', 'There is no column with agencies. Please put "Agency" above it.'],
    [
      'Name,Agency\n"Ann Poe,Court\nBo Lind,Court',
      'A quotation mark that opens in row 2 is never closed. Please take it out.',
    ],
  ])('%j', (text, said) => {
    expect(read(text)).toEqual([said]);
  });

  it('reads whatever a spreadsheet gives, in whatever order of columns', () => {
    const word = fc.stringMatching(/^[A-Z][a-z]{2,8}$/);
    const person = fc.record({
      Name: fc.tuple(word, word).map((words) => words.join(' ')),
      Agency: word.map((name) => `${name}, "North", and Partners`),
      'E-mail': word.map((name) => `${name.toLowerCase()}@office.example`),
    });
    const columns = fc.shuffledSubarray(['Name', 'Agency', 'E-mail'] as const, {
      minLength: 3,
      maxLength: 3,
    });
    const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
    const people = fc.uniqueArray(person, {
      minLength: 1,
      maxLength: 20,
      selector: (each) => each['E-mail'],
    });
    fc.assert(
      fc.property(people, columns, fc.constantFrom('\t', ',', ';'), (rows, order, mark) => {
        const lines = [
          order.join(mark),
          ...rows.map((row) => order.map((name) => quoted(row[name])).join(mark)),
        ];
        expect(read(lines.join('\r\n'))).toEqual(
          rows.map((row) => `${row.Name} | ${row.Agency} | ${row['E-mail']} | member | -`),
        );
      }),
    );
  });

  it('reads anything as people, or says what to do', () => {
    const parts = ['"', '\t', ',', ';', '\n', '\r', 'Name', 'Agency', ' ', 'a@b.example', '\uFEFF'];
    const bits = fc.array(fc.constantFrom(...parts), { maxLength: 60 }).map((each) => each.join(''));
    const any = fc.oneof(bits, fc.string({ unit: 'binary', maxLength: 400 }));
    fc.assert(
      fc.property(any, (text) => {
        expect(read(text)).not.toEqual([]);
      }),
    );
  });
});
