import { isThing, thing, words, type Thing } from './json.ts';
import {
  homeKey,
  newTs,
  viewJson,
  visibleUser,
  type State,
  type Team,
  type Trigger,
  type View,
} from './cloud-state.ts';
import { refuseAny, Refused, type Asked, type Method } from './cloud-method.ts';
import { problemsOfView } from './limits-check.ts';

const STACK = 3;

/** A view as Slack keeps it: every block has an id, whoever gave it. */
export function checkedContent(state: State, view: unknown, type: 'modal' | 'home'): Thing {
  refuseAny(problemsOfView(view));
  const content = thing(view);
  if (content['type'] !== type) throw new Refused('invalid_arguments');
  const blocks = (content['blocks'] as readonly unknown[]).map((block) => ({
    ...thing(block),
    block_id: words(thing(block)['block_id']) || state.next('b'),
  }));
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    submit: null,
    close: null,
    clear_on_close: false,
    notify_on_close: false,
    ...content,
    blocks,
  };
}

function spend({ state, args, team }: Asked): Trigger {
  const trigger = state.triggers.get(words(args['trigger_id']));
  if (!trigger || trigger.team !== team.id) throw new Refused('invalid_trigger_id');
  if (trigger.used) throw new Refused('exchanged_trigger_id');
  if (state.clock() > trigger.expiresAt) throw new Refused('expired_trigger_id');
  trigger.used = true;
  return trigger;
}

export function openView(state: State, team: Team, user: string, content: Thing, under?: View): View {
  const id = state.next('V');
  const view: View = {
    id,
    team: state.users.get(user)?.team ?? team.id,
    installedTeam: team.id,
    user,
    root: under?.root ?? id,
    previous: under?.id,
    hash: newTs(state),
    content,
    open: true,
  };
  state.views.set(id, view);
  return view;
}

export function changeView(state: State, view: View, content: Thing): void {
  view.content = content;
  view.hash = newTs(state);
}

const depthOf = (state: State, view: View): number =>
  1 + (view.previous === undefined ? 0 : depthOf(state, state.views.get(view.previous)!));

export function pushUnder(state: State, team: Team, under: View, content: Thing): View {
  if (depthOf(state, under) >= STACK) throw new Refused('push_limit_reached');
  return openView(state, team, under.user, content, under);
}

const open: Method = (asked) => {
  const { state, team, args } = asked;
  const content = checkedContent(state, args['view'], 'modal');
  const trigger = spend(asked);
  return { view: viewJson(state, openView(state, team, trigger.user, content)) };
};

const push: Method = (asked) => {
  const { state, team, args } = asked;
  const content = checkedContent(state, args['view'], 'modal');
  const trigger = spend(asked);
  const under = state.views.get(trigger.view ?? '');
  if (!under?.open) throw new Refused('view_not_found');
  return { view: viewJson(state, pushUnder(state, team, under, content)) };
};

const update: Method = ({ state, team, args }) => {
  const wanted = words(args['external_id']);
  const view = args['view_id']
    ? state.views.get(words(args['view_id']))
    : [...state.views.values()].find((each) => wanted !== '' && each.content['external_id'] === wanted);
  if (!view?.open || view.installedTeam !== team.id) throw new Refused('not_found');
  const hash = words(args['hash']);
  if (hash !== '' && hash !== view.hash) throw new Refused('hash_conflict');
  changeView(state, view, checkedContent(state, args['view'], 'modal'));
  return { view: viewJson(state, view) };
};

const publish: Method = ({ state, team, args }) => {
  const user = visibleUser(state, team, words(args['user_id']));
  if (!user || user.team !== team.id) throw new Refused('invalid_arguments');
  const view = isThing(args['view']) ? args['view'] : {};
  const content = checkedContent(state, view, 'home');
  const key = homeKey(team.id, user.id);
  const hash = words(args['hash']);
  const before = state.homes.get(key);
  if (before && hash !== '' && hash !== before.hash) throw new Refused('hash_conflict');
  const home = before ?? openView(state, team, user.id, content);
  changeView(state, home, content);
  state.homes.set(key, home);
  return { view: viewJson(state, home) };
};

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};
