import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ACCESS,
  grantOf,
  ROLES,
  SEGMENTS,
  segmentsOf,
  type Action,
  type Role,
} from '../../src/kernel/access.ts';

const ACTIONS = Object.keys(ACCESS) as Action[];

/** The product's table, written down a second time: one line a row, columns F C L M X G R. */
const TABLE = `
propose an agenda item|Y|Y|Y|Y|Y|open, as a suggestion|
edit, withdraw own item before lock|Y|Y|own|own|own|own|
accept, edit others', reorder, lock, hold, publish|Y|Y|||||
override a guard hit (overridable kinds only; reason; audited by kind)|Y|Y|||||
hide a text that may identify someone|Y|Y|Y|Y|Y|Y|Y
read the agenda (within what each may read)|Y|Y|Y|Y|Y|open|open
schedule, move, cancel, start, end a meeting; pause, start Convener|Y|Y|||||
enter for someone else (recorded)|Y|Y|||||
create a subcommittee, name its lead|Y|Y|||||
assign a task|Y|Y|own||||
file a report-back, finish a task|Y|Y|own|own|||
open or close a poll|Y|Y|own||||
vote|Y|Y|Y|Y|setting|feedback on meetings attended|
see results (closed, five or more)|Y|Y|Y|Y|Y||
see a single ballot|||||||
acknowledge confidentiality|own|own|own|own|own|own|own
see acknowledgements by name|Y|Y||own|own agency||
edit the confidentiality text; set an agency's segments|Y|2|||||
see the whole preview, missed, undelivered|Y|Y|own|own|own|own|
own profile, hours, leave, platform, less mail; own data|own|own|own|own|own|own|own
see the roster (names, agencies, roles)|Y|Y|Y|Y|Y|own row|Y
see the action plan|Y|Y|Y|Y|Y||
minutes: write (note-taker), approve|Y|Y|own|own|||
MOU: record, send, record a clause concern|Y|Y|||own agency||
add or remove members, match people|Y|Y|||||
change roles|Y|2, after 14 days without an active F|||||
export the task force|Y|2|||||Y
set a legal hold|Y|Y|||||Y
release a legal hold; purge; archive the task force|2|2|||||2
set retention; read and verify the audit|Y|read|||||Y
link a platform or channel|Y||||||
`.trim();

describe('who may do what', () => {
  it('is the product’s table, cell by cell', () => {
    const columns: readonly Role[] = [
      'facilitator',
      'co-chair',
      'lead',
      'member',
      'executive',
      'guest',
      'records-officer',
    ];
    const rows = TABLE.split('\n').map((line) => line.split('|'));
    expect(rows.map(([says]) => says)).toEqual(ACTIONS.map((action) => ACCESS[action].says));
    rows.forEach(([, ...cells], index) => {
      const action = ACTIONS[index]!;
      const grants = columns.map((role) => grantOf(action, [role]) ?? '');
      expect([ACCESS[action].says, grants]).toEqual([
        ACCESS[action].says,
        cells.map((cell) => (cell === 'Y' ? 'yes' : cell)),
      ]);
    });
  });

  it('refuses by default', () => {
    expect(grantOf('see a ballot', ROLES)).toBeUndefined();
    expect(ACTIONS.every((action) => grantOf(action, []) === undefined)).toBe(true);
  });

  it('a further role never takes a right away (property)', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ACTIONS),
        fc.subarray([...ROLES]),
        fc.constantFrom(...ROLES),
        (action, roles, more) => {
          const before = grantOf(action, roles);
          const after = grantOf(action, [...roles, more]);
          expect(before === undefined || after !== undefined).toBe(true);
          expect(before !== 'yes' || after === 'yes').toBe(true);
        },
      ),
    );
  });
});

describe('what a person reads', () => {
  it('is what both a role and the agency allow', () => {
    expect(segmentsOf(['member'], SEGMENTS)).toEqual(SEGMENTS);
    expect(segmentsOf(['member'], ['open', 'members'])).toEqual(['open', 'members']);
    expect(segmentsOf(['guest'], SEGMENTS)).toEqual(['open']);
    expect(segmentsOf(['records-officer'], SEGMENTS)).toEqual(['open']);
    expect(segmentsOf(['facilitator'], ['open'])).toEqual(['open']);
    expect(segmentsOf([], SEGMENTS)).toEqual([]);
  });
});
