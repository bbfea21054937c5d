import type { Context } from '../../db/context.ts';
import { loadTaskForce } from '../../db/task-force.ts';
import type { Tx } from '../../db/types.ts';
import type { FormValues, Value } from '../../kernel/card.ts';
import type { TaskForceId } from '../../kernel/ids.ts';
import { AGAIN, formReply, type Reply } from '../../kernel/outcome.ts';
import { closeBy } from '../agenda/index.ts';
import { begun, firstMeeting } from './begun.ts';
import { foundingErrors } from './founding-errors.ts';
import { FOUNDER, foundedFile } from './founding-file.ts';
import { firstValues, webFoundingForm, webFoundingValues, type WebFoundingValues } from './founding-form.ts';
import type { Founded } from './founding.ts';
import type { ImportedTaskForce } from './import/index.ts';
import { saveImport } from './save-import.ts';

interface Said {
  readonly taskForce: TaskForceId;
  /** What the link says, for the form to carry on. */
  readonly link: Value;
  readonly values: FormValues;
  readonly now: Date;
}

/** A task force begins on a page of the web, by whoever has the link that was printed on the server. */
export const webFounding = {
  /** Whose page it is from then on: the id of the facilitator. */
  founder: FOUNDER,

  open: (link: Value): Reply => formReply(webFoundingForm(link, firstValues(undefined))),

  submit(said: Said): Founded | { readonly reply: Reply } {
    const { values, link, now, taskForce } = said;
    const parsed = webFoundingValues.safeParse(values);
    const errors = { ...foundingErrors(values, parsed, now), ...sameErrors(values) };
    if (!parsed.success || Object.keys(errors).length > 0)
      return { reply: { kind: 'invalid', form: webFoundingForm(link, values), errors, values } };
    const file = fileOf(parsed.data, said);
    return {
      begin: (tx) => begin(tx, taskForce, file, now),
      async run(ctx: Context) {
        await firstMeeting(ctx, parsed.data);
        return { outcome: begun(ctx, file, await closeBy(ctx)), actor: FOUNDER, zone: parsed.data.zone };
      },
    };
  },
};

function sameErrors({ founder, second }: FormValues): Readonly<Record<string, string>> {
  const told = [founder, second].map((each) => (typeof each === 'string' ? each.trim().toLowerCase() : ''));
  return told[0] !== '' && told[0] === told[1]
    ? { second: 'Someone else, please: for when you are away.' }
    : {};
}

function fileOf(said: WebFoundingValues, { taskForce, now }: Said): ImportedTaskForce {
  const other =
    said.secondAgency?.toLowerCase() === said.agency.toLowerCase() ? undefined : said.secondAgency;
  const person = { zone: undefined, platform: 'web', email: null } as const;
  return foundedFile(said, {
    id: taskForce,
    now,
    agencies: [{ id: 'a1', name: said.agency }, ...(other ? [{ id: 'a2', name: other }] : [])],
    people: [
      { ...person, name: said.founder, agency: 'a1' },
      { ...person, name: said.second, agency: other ? 'a2' : 'a1' },
    ],
  });
}

async function begin(
  tx: Tx,
  taskForce: TaskForceId,
  file: ImportedTaskForce,
  now: Date,
): Promise<Reply | undefined> {
  if (await loadTaskForce(tx, taskForce)) return AGAIN;
  return (await saveImport(tx, file, now)) === 'exists' ? AGAIN : undefined;
}
