import { ROLE_WORDS, type Person } from '../../kernel/access.ts';
import { buttons, formButton, list, press, text, type Card } from '../../kernel/card.ts';
import { bold, plain, rich } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import { firstName, type Member } from './model.ts';

/** The first message to a person; it asks nothing. */
export function helloCard(member: Member, taskForce: TaskForce, facilitator: string): Card {
  const call = taskForce.contactPhone ? `, ${taskForce.contactPhone}` : '';
  return {
    title: rich`Hi ${firstName(member.name)}.`,
    notice: `Hello from ${taskForce.neutralName}`,
    blocks: [
      text(
        rich`I am Convener, secretary of ${taskForce.neutralName}. ${facilitator} set me up. I ask for topics, send the agenda and remind. I see only what you send me, never other messages or files. At most two notes a week, plus news if a meeting moves. I never ask for a password. Not sure I am real? Call ${facilitator}${call}.`,
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
export function rosterCard(people: readonly Person[], taskForce: TaskForce): Card {
  return {
    title: rich`Who is in ${taskForce.neutralName}`,
    notice: 'The roster',
    blocks: [
      list(
        people.map((person) => ({
          label: '',
          text: [bold(person.name)],
          detail: [plain(`${person.agencyName}: ${person.roles.map((role) => ROLE_WORDS[role]).join(', ')}`)],
        })),
        rich`${people.length} ${people.length === 1 ? 'person' : 'people'}`,
      ),
    ],
  };
}
