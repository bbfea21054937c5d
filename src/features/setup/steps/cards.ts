import { howMany } from '../../../kernel/how-many.ts';
import { formButton, list, press, type Block, type Button, type ListRow } from '../../../kernel/card.ts';
import { bold, plain, rich, sentences, typed, type Rich } from '../../../kernel/rich.ts';
import { LIST_FORM } from '../list/form.ts';
import type { Steps } from './load.ts';
import type { StepName } from './model.ts';
import { listed } from '../../../kernel/listed.ts';

interface Row {
  readonly what: string;
  readonly how: Rich;
  readonly buttons: readonly Button[];
}

/** `mayWord`: only a facilitator changes the words of the promise, and links channels. */
interface May {
  readonly mayWord: boolean;
}

const settle = (step: StepName, label = 'Done'): Button => press(label, 'setup.settle', { step }, 'quiet');

function waysIn({ at, chairs }: Steps): Rich {
  const names = listed(chairs.map(({ name }) => name));
  const ids = chairs.map(({ member }) => member).join(' or ');
  return sentences(
    rich`${howMany(at.outside, 'person has', 'people have')} no way in yet. ${typed('invite NAME')} makes a link to hand over; in Slack or Teams I ask you who they are, once started.`,
    chairs.length > 0 &&
      rich`For ${names} the server makes it, since they may act: npm run -s convener -- invite ${ids}`,
  );
}

function rowOf(step: StepName, steps: Steps, { mayWord }: May): Row {
  const { at } = steps;
  switch (step) {
    case 'people':
      return {
        what: 'Add the people',
        how: rich`${howMany(at.people, 'person is', 'people are')} on the roster. Paste the rows of your spreadsheet: name, agency and e-mail are enough.`,
        buttons: [formButton('Add people', LIST_FORM, {}), settle(step, 'That is all of us')],
      };
    case 'contacts':
      return {
        what: 'Say whom we ask',
        how: rich`${howMany(at.unnamed, 'agency has', 'agencies have')} several people. If you name nobody, we ask who is here the longest.`,
        buttons: [press('See the agencies', 'setup.agencies', {}), settle(step)],
      };
    case 'channel':
      return {
        what: 'Link your channel',
        how: mayWord
          ? rich`Add Convener to a private channel of Slack or Teams. ${typed('link channel')} makes a code here, to type there.`
          : rich`Add Convener to a private channel of Slack or Teams. A facilitator types ${typed('link channel')}: it makes a code, to type there.`,
        buttons: [settle(step, 'We use the web alone')],
      };
    case 'meeting':
      return {
        what: 'Plan the next meeting',
        how: rich`None is planned so far: one, or a series of them.`,
        buttons: [formButton('Plan meetings', 'meetings.new', {}), settle(step)],
      };
    case 'promise':
      return {
        what: 'Read what people are asked to promise',
        how: rich`Everyone who may be in the members' part is asked to read it. Are these your words?`,
        buttons: [
          ...(mayWord ? [formButton('Read and change', 'confidentiality.text', {})] : []),
          settle(step, 'Keep the words'),
        ],
      };
    case 'ways-in':
      return { what: 'Let people in', how: waysIn(steps), buttons: [settle(step)] };
    case 'preview':
      return {
        what: 'Look at what would go out',
        how: rich`To whom, when and why, for the next 60 days. Nothing goes out by looking.`,
        buttons: [press('See it', 'preview.open', {})],
      };
    case 'start':
      return {
        what: 'Start',
        how: rich`${typed('start')} shows it once more, and begins when you say so.`,
        buttons: [],
      };
    default:
      return step satisfies never;
  }
}

/** A list that is gone when all is done. */
export function stepsBlocks(steps: Steps, may: May): readonly Block[] {
  const rows = steps.left.map((step): ListRow => {
    const { what, how, buttons } = rowOf(step, steps, may);
    return { label: '', text: [bold(what)], detail: how, ...(buttons.length > 0 ? { buttons } : {}) };
  });
  if (rows.length === 0) return [];
  return [
    list(rows, [plain(rows.length === 1 ? 'One step is left' : `First steps: ${rows.length} are left`)]),
  ];
}
