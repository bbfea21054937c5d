import type { ActorContext, Context } from '../../db/context.ts';
import { check, type Checked } from '../../guard/index.ts';
import type { Reader } from '../../kernel/access.ts';
import {
  buttons,
  list,
  note,
  typedIn,
  type Block,
  type Form,
  type FormValues,
  type ListRow,
} from '../../kernel/card.ts';
import type { AgendaLines } from '../../kernel/feature.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import { fewWords } from '../../kernel/one-line.ts';
import {
  answered,
  changed,
  formReply,
  noteReply,
  refused,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { bold, plain, rich, time, type Rich } from '../../kernel/rich.ts';
import { touchAgenda } from '../agenda/index.ts';
import { upcoming } from '../meetings/index.ts';
import { privateWordButton } from '../private-word/index.ts';
import { facilitatorName, firstName } from '../roster/index.ts';
import { guarded } from '../subcommittees/index.ts';
import { insertSaid, saidFor, type YouSaid } from './store.ts';

const MOST = 140;
/** More would hide the agenda below it. */
const MOST_ROWS = 6;

const line = fewWords(MOST);

const didForm = (values: FormValues): Form => ({
  form: 'polls.did',
  title: 'You said, we did',
  intro: rich`It stands at the top of the next agenda. One thing at a time.`,
  fields: [
    {
      kind: 'text',
      name: 'said',
      label: 'You said',
      hint: 'As "send the agenda sooner". No names, no cases.',
      max: MOST,
      required: true,
    },
    { kind: 'text', name: 'did', label: 'We did', max: MOST },
    { kind: 'text', name: 'because', label: 'Or: not yet, because', max: MOST },
  ],
  submit: 'Put it on the agenda',
  context: {},
  values,
});

export const openDid = async (): Promise<Outcome> => answered(formReply(didForm({})));

export async function submitDid(ctx: ActorContext, values: FormValues): Promise<Outcome> {
  const form = didForm(values);
  const invalid = (errors: FieldErrors): Outcome => answered({ kind: 'invalid', form, errors, values });
  const read = (name: string): { readonly text?: Checked | null; readonly why?: string } => {
    const words = typedIn(values, name)[0]?.trim() ?? '';
    if (words === '') return { text: null };
    const parsed = line.safeParse(words);
    return parsed.success ? guarded(parsed.data) : { why: parsed.error.issues[0]?.message ?? '' };
  };
  const [said, did, because] = [read('said'), read('did'), read('because')];
  for (const [name, each] of Object.entries({ said, did, because }))
    if (each.why !== undefined) return invalid({ [name]: each.why });
  if (!said.text) return invalid({ said: 'Please write one line.' });
  if (Boolean(did.text) === Boolean(because.text))
    return invalid({ did: 'Please say what we did, or why not yet: one of them.' });
  const [meeting] = await upcoming(ctx.tx, ctx.now);
  if (!meeting)
    return answered(refused('not-now', rich`No meeting is planned yet, so there is no agenda to put it on.`));
  const before = await saidFor(ctx.tx, meeting.id);
  if (before.length >= MOST_ROWS) return invalid({ said: `${MOST_ROWS} are enough for one agenda.` });
  const position = (before.at(-1)?.position ?? 0) + 1;
  await insertSaid(ctx.tx, [
    {
      taskForce: ctx.taskForce.id,
      meeting: meeting.id,
      position,
      said: said.text,
      did: did.text ?? null,
      because: because.text ?? null,
    },
  ]);
  return changed({
    reply: noteReply(rich`Saved. It stands at the top of the agenda for ${time(meeting.startsAt, 'date')}.`),
    changes: [{ action: 'you said, we did', subject: meeting.id, detail: { position } }],
    effects: await touchAgenda(ctx, meeting.id),
  });
}

const isClean = (text: string | null): boolean => text === null || check(text).state === 'clean';

/** What the guard still lets through, as its rules are now. */
export const shownSaid = async ({ tx }: Context, meeting: MeetingId): Promise<readonly YouSaid[]> =>
  (await saidFor(tx, meeting)).filter(({ said, did, because }) => [said, did, because].every(isClean));

/** COPY 11, one line of it. */
export const saidText = ({ said, did, because }: YouSaid): Rich =>
  did === null
    ? rich`Not yet: ${[plain(said)]}, because ${[plain(because ?? '')]}.`
    : rich`You said: ${[plain(said)]}. We did: ${[plain(did)]}.`;

const rowOf = (row: YouSaid): ListRow => ({ label: '', text: saidText(row) });

/** COPY 11, above the rows of the agenda, for whoever may read the members' part. */
export async function agendaLines(
  ctx: Context,
  meeting: MeetingId,
  { segments }: Reader,
): Promise<AgendaLines> {
  const rows = segments.includes('members') ? await shownSaid(ctx, meeting) : [];
  if (rows.length === 0) return { top: [], tasks: new Map() };
  const who = firstName(await facilitatorName(ctx));
  const top: readonly Block[] = [
    list(rows.map(rowOf), [bold('You said, we did')]),
    note(rich`Thank you. More to say? Write to ${who} in private.`),
    buttons(privateWordButton),
  ];
  return { top, tasks: new Map() };
}
