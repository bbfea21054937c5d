import { ROLE_WORDS, type Person } from '../../kernel/access.ts';
import { buttons, formButton, list, press, text, type Card } from '../../kernel/card.ts';
import { bold, plain, rich } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import { firstName, type Member } from './model.ts';

/** The first message to a person; it asks nothing. `facilitator` is whom they may call: none for that one themselves. */
export function helloCard(member: Member, taskForce: TaskForce, facilitator: string | undefined): Card {
  const phone = taskForce.contactPhone ? `, ${taskForce.contactPhone}` : '';
  const who = facilitator ? rich`${facilitator} set me up.` : rich`You are its facilitator.`;
  const call = facilitator
    ? rich`Call ${facilitator}${phone}.`
    : rich`Ask whoever looks after the server that I run on.`;
  return {
    title: rich`Hi ${firstName(member.name)}.`,
    notice: `Hello from ${taskForce.neutralName}`,
    blocks: [
      text(
        rich`I am Convener, secretary of ${taskForce.neutralName}. ${who} I ask for topics, send the agenda and remind. I see only what you send me, never other messages or files. At most two notes a week, plus news if a meeting moves. I never ask for a password. Not sure I am real? ${call}`,
      ),
      buttons(
        press('Fine', 'roster.fine', {}, 'main'),
        formButton('Change when and how', 'roster.me', {}),
        press('What do you know about me?', 'roster.data', {}),
      ),
    ],
  };
}

/** Names, agencies and roles. Nothing here says what sector a person belongs to (product rule 11). */
export function rosterCard(
  people: readonly Person[],
  taskForce: TaskForce,
  { own = false, adds = false }: { readonly own?: boolean; readonly adds?: boolean } = {},
): Card {
  return {
    title: own ? rich`You, in ${taskForce.neutralName}` : rich`Who is in ${taskForce.neutralName}`,
    notice: 'The roster',
    blocks: [
      // The form is setup's, which knows the roster; not the other way round.
      ...(adds ? [buttons(formButton('Add people', 'setup.people', {}))] : []),
      list(
        people.map((person) => ({
          label: '',
          text: [bold(person.name)],
          detail: [plain(`${person.agencyName}: ${person.roles.map((role) => ROLE_WORDS[role]).join(', ')}`)],
        })),
        // Their own row is not the number of all.
        own ? undefined : rich`${people.length} ${people.length === 1 ? 'person' : 'people'}`,
      ),
    ],
  };
}
