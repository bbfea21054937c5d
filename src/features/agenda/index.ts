// The agenda: calls for topics, takes them, puts them in order, sends the draft to the chairs and publishes on time.
import { z } from 'zod';
import type { Feature } from '../../db/context.ts';
import { form, press } from '../../kernel/feature.ts';
import { scheduledFrom } from '../meetings/index.ts';
import { takeAlong } from './along.ts';
import { acceptItem, nudgeItem, withdrawItem } from './arrange.ts';
import { carryOver } from './carry.ts';
import { holdCase } from './case.ts';
import { askToPublish, holdAgenda, looksGood, publishNow, releaseAgenda } from './chairs.ts';
import { agendaCommands } from './commands.ts';
import { plannedMeetings } from './load.ts';
import { planAgendas } from './plan.ts';
import { deferItem } from './defer.ts';
import { digestRows } from './digest.ts';
import { eraseItem, hiddenView, openHide, showAgain, submitHide } from './hide.ts';
import { itemContext, openItemForm, submitItem } from './item-form.ts';
import { myTopics, standingNow } from './home.ts';
import { restoreItem, withdrawn } from './restore.ts';
import { lastCall, lastCallView, nothingThisTime, planLastCalls } from './last-call.ts';
import { showAgenda } from './show.ts';
import { callForTopics, closeTopics, draftToChairs, meetingBegins, publishWhenDue } from './steps.ts';
import { deleted, needHelp, typedInTheOpen, typedView } from './typed.ts';
import * as views from './views.ts';

export { agendaItems, agendas, type ItemKind, type ItemState } from './table.ts';
export { closeBy } from './close-by.ts';
export { nextClosedPart } from './closed-part.ts';
export { lookBy } from './hide-cards.ts';
export { hideForm } from './hide-form.ts';
export { toChairs } from './steps.ts';
export { openUsually } from './standing.ts';
export { dropTaskLine, LINE_PREFIX, makeTaskLine } from './task-line.ts';
export { touch as touchAgenda } from './touch.ts';
export { unsentAgenda } from './unsent.ts';

const ofItem = z.object({ item: z.string() });
const typedValue = z.object({ at: z.string(), in: z.string().optional() });
const ofMeeting = z.object({ meeting: z.string() });

export const agenda: Feature = {
  name: 'agenda',
  commands: agendaCommands,
  presses: {
    'agenda.open': press({ access: 'read agenda', reads: true, value: ofMeeting, run: showAgenda }),
    'agenda.case': press({ access: 'propose', value: ofMeeting, run: holdCase }),
    'agenda.accept': press({ access: 'run agenda', value: ofItem, run: acceptItem }),
    'agenda.restore': press({ access: 'edit own item', value: withdrawn, run: restoreItem }),
    'agenda.withdraw': press({ access: 'edit own item', value: ofItem, run: withdrawItem }),
    'agenda.earlier': press({
      access: 'run agenda',
      value: ofItem,
      run: (ctx, value) => nudgeItem(ctx, value, -1),
    }),
    'agenda.later': press({
      access: 'run agenda',
      value: ofItem,
      run: (ctx, value) => nudgeItem(ctx, value, 1),
    }),
    'agenda.defer': press({ access: 'run agenda', value: ofItem, run: deferItem }),
    'agenda.hold': press({ access: 'run agenda', value: ofMeeting, run: holdAgenda }),
    'agenda.release': press({ access: 'run agenda', value: ofMeeting, run: releaseAgenda }),
    'agenda.publish': press({ access: 'run agenda', reads: true, value: ofMeeting, run: askToPublish }),
    'agenda.send': press({ access: 'run agenda', value: ofMeeting, run: publishNow }),
    'agenda.deleted': press({ access: 'own profile', reads: true, value: z.object({}), run: deleted }),
    'agenda.help': press({ access: 'own profile', value: typedValue, run: needHelp }),
    'agenda.nothing': press({ access: 'own profile', value: ofMeeting, run: nothingThisTime }),
    'agenda.show-again': press({ access: 'run agenda', value: ofItem, run: showAgain }),
    'agenda.erase': press({ access: 'run agenda', value: ofItem, run: eraseItem }),
    'agenda.fine': press({ access: 'run agenda', value: ofMeeting, run: looksGood }),
  },
  forms: {
    'agenda.hide': form({ access: 'hide', context: ofMeeting, open: openHide, submit: submitHide }),
    'agenda.item': form({ access: 'propose', context: itemContext, open: openItemForm, submit: submitItem }),
  },
  views: {
    'agenda.call': views.call,
    'agenda.last-call': lastCallView,
    'agenda.draft': views.draft,
    'agenda.held': views.held,
    'agenda.post': views.post,
    'agenda.fate': views.fate,
    'agenda.hidden': hiddenView,
    'agenda.typed': typedView,
  },
  home: myTopics,
  digestRows,
  takeAlong,
  standing: standingNow,
  onMention: typedInTheOpen,
  plan: async (ctx, from) => {
    const meetings = await plannedMeetings(ctx, await scheduledFrom(ctx.tx, from));
    return [...planAgendas(meetings), ...(await planLastCalls(ctx, meetings))];
  },
  due: {
    'agenda.call': callForTopics,
    'agenda.last-call': lastCall,
    'agenda.close': closeTopics,
    'agenda.draft': draftToChairs,
    'agenda.publish': publishWhenDue,
    'agenda.begin': meetingBegins,
    'agenda.carry': carryOver,
  },
};
