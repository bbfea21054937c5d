import type { ActorContext } from '../../db/context.ts';
import { check, type Checked } from '../../guard/index.ts';
import type { Form, FormValues } from '../../kernel/card.ts';
import { typedIn } from '../../kernel/card.ts';
import {
  answered,
  changed,
  formReply,
  noteReply,
  refused,
  settle,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich } from '../../kernel/rich.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { currentPromise, promiseKey } from './promise.ts';
import { insertPromise } from './store.ts';
import { firstOfYear, versionAfter } from './texts.ts';

const LEAST = 20;
const MOST = 600;

const formFor = (text: string): Form => ({
  form: 'confidentiality.text',
  title: 'Our promise',
  intro: rich`A new version: everyone who may be in the members' part is asked to read it. It can remind, and gives no one permission to share.`,
  fields: [
    {
      kind: 'text',
      name: 'text',
      label: 'What we promise each other',
      hint: 'A few plain sentences. Please leave out anything about a person.',
      multiline: true,
      max: MOST,
      required: true,
    },
  ],
  submit: 'Save as a new version',
  context: {},
  values: { text },
});

const secondPerson: Outcome = answered(
  refused('not-now', rich`A facilitator changes these words. Please ask one to do it, or to do it with you.`),
);

export async function openText(ctx: ActorContext): Promise<Outcome> {
  if (ctx.grant !== 'yes') return secondPerson;
  return answered(formReply(formFor((await currentPromise(ctx)).text)));
}

function read(typed: string): { readonly text: Checked } | { readonly error: string } {
  const words = typed.replace(/\s+/gu, ' ').trim();
  if (words.length < LEAST) return { error: 'Please write a sentence or two.' };
  if (words.length > MOST) return { error: `At most ${MOST} characters, please.` };
  const verdict = check(words);
  return verdict.state === 'clean'
    ? { text: verdict.text }
    : { error: `This may point to a person: it looks like ${verdict.hits[0].words}. Please take that out.` };
}

/** The words of a new version; whoever acknowledged the one before is asked again in the next round. */
export async function submitText(ctx: ActorContext, values: FormValues): Promise<Outcome> {
  if (ctx.grant !== 'yes') return secondPerson;
  const [typed = ''] = typedIn(values, 'text');
  const said = read(typed);
  if ('error' in said)
    return answered({ kind: 'invalid', form: formFor(typed), errors: { text: said.error }, values });
  const before = await currentPromise(ctx);
  if (said.text === before.text)
    return answered(noteReply(rich`The words are as they were. Nothing was changed.`));
  const year = Number(localDateOf(ctx.now, ctx.taskForce.zone).slice(0, 4));
  const version = versionAfter(before.version, year);
  const row = { taskForce: ctx.taskForce.id, version, text: said.text, issuedAt: ctx.now };
  if (!(await insertPromise(ctx.tx, { ...row, lastsUntil: firstOfYear(year).lastsUntil })))
    return answered(refused('not-now', rich`Someone saved a new version just now. Please open it again.`));
  return changed({
    reply: noteReply(rich`Saved as ${version}. People are asked to read it, the next time we ask.`),
    changes: [{ action: 'new promise', subject: version }],
    effects: [settle(promiseKey(before.version), 'ended')],
  });
}
