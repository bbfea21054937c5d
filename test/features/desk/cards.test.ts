import { expect, it } from 'vitest';
import { deskBlocks } from '../../../src/features/desk/cards.ts';
import { list, text } from '../../../src/kernel/card.ts';
import { bold, rich } from '../../../src/kernel/rich.ts';

it('what did not go out asks for nothing, and is not counted as what needs a chair', () => {
  const left = rich`Last call for topics: left out.`;
  const needed = rich`1 task needs a home.`;
  expect(deskBlocks([{ part: 'not sent', text: left }], [])).toEqual([
    text(rich`${bold('Nothing needs you now.')} What is planned goes out by itself.`),
    list([{ label: '', text: left }], rich`Not sent, and why (${1})`),
  ]);
  const both = deskBlocks(
    [
      { part: 'needs you', text: needed },
      { part: 'not sent', text: left },
    ],
    [],
  );
  expect(both[0]).toEqual(list([{ label: '', text: needed }], rich`${'1 thing needs'} you`));
  expect(both).toHaveLength(2);
});
