import { buttons, formButton, text, type Card } from '../../kernel/card.ts';
import { rich, sentences, time } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';

/** COPY 14. Elsewhere a decision is no poll either: it is made where people can talk. */
export function decisionCard({ neutralName, publicBody }: TaskForce, nextAt: Date | undefined): Card {
  const put = nextAt
    ? rich`You can put it on the agenda as a decision for ${time(nextAt, 'date')}, or ask only about dates.`
    : rich`You can put it on the agenda as a decision, or ask only about dates.`;
  return {
    title: rich`This cannot be a poll`,
    notice: 'This cannot be a poll',
    blocks: [
      text(
        publicBody
          ? sentences(
              rich`${neutralName} is set up as a public body. Asking members one by one can count as a meeting without notice.`,
              put,
              rich`Not sure? Ask your county's lawyer.`,
            )
          : sentences(rich`Decisions are made in a meeting, where people can ask and disagree.`, put),
      ),
      buttons(
        formButton('Put it on the agenda', 'agenda.item', {}, 'main'),
        formButton('Ask about dates', 'polls.new', { kind: 'date' }),
      ),
    ],
  };
}
