import { words, type Thing } from './json.ts';
import { APP, type State, type Team, type Token } from './cloud-state.ts';
import { Refused } from './cloud-method.ts';

const TEN_MINUTES = 600_000;

export interface Client {
  readonly id: string;
  readonly secret: string;
}

export function newToken(state: State, team: string, scopes: readonly string[]): Token {
  const token: Token = {
    token: state.next(state.rotation ? 'xoxe.xoxb-' : 'xoxb-'),
    team,
    scopes,
    expiresAt: state.rotation ? state.clock() + state.tokenSeconds * 1000 : undefined,
    state: 'good',
  };
  state.tokens.set(token.token, token);
  return token;
}

export function newRefreshToken(state: State, team: string, scopes: readonly string[]): string {
  const token = state.next('xoxe-1-');
  state.refreshTokens.set(token, { team, scopes });
  return token;
}

function granted(state: State, team: Team, scopes: readonly string[], whole = false): Thing {
  const { token } = newToken(state, team.id, scopes);
  return {
    ok: true,
    app_id: APP,
    access_token: token,
    token_type: 'bot',
    scope: scopes.join(','),
    bot_user_id: team.botUser,
    team: whole ? null : { id: team.id, name: team.name },
    enterprise: whole ? { id: 'E0123456789', name: 'The whole county' } : null,
    is_enterprise_install: whole,
    ...(state.rotation
      ? { expires_in: state.tokenSeconds, refresh_token: newRefreshToken(state, team.id, scopes) }
      : {}),
  };
}

/** oauth.v2.access: a code for a token, or an old refresh token for a new pair. */
export function access(state: State, client: Client, args: Thing, basic: string | undefined): Thing {
  const [id, secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':')
    : [words(args['client_id']), words(args['client_secret'])];
  if (id !== client.id) throw new Refused('invalid_client_id');
  if (secret !== client.secret) throw new Refused('bad_client_secret');
  if (args['grant_type'] === 'refresh_token') {
    const old = words(args['refresh_token']);
    const known = state.refreshTokens.get(old);
    if (!known || !state.teams.get(known.team)?.installed) throw new Refused('invalid_refresh_token');
    state.refreshTokens.delete(old);
    state.refreshes += 1;
    return granted(state, state.teams.get(known.team)!, known.scopes);
  }
  const code = state.codes.get(words(args['code']));
  state.codes.delete(words(args['code']));
  if (!code || state.clock() > code.expiresAt) throw new Refused('invalid_code');
  if (code.redirect !== words(args['redirect_uri'])) throw new Refused('bad_redirect_uri');
  const team = state.teams.get(code.team)!;
  team.installed = true;
  return { ...granted(state, team, code.scopes, code.whole), authed_user: { id: code.user } };
}

/** The page where someone presses "Allow", pressed: where their browser goes next. */
export function authorize(state: State, client: Client, query: URLSearchParams): URL | undefined {
  const redirect = query.get('redirect_uri') ?? '';
  if (query.get('client_id') !== client.id || !URL.canParse(redirect)) return undefined;
  const back = new URL(redirect);
  if (query.has('state')) back.searchParams.set('state', query.get('state')!);
  if (state.consent === undefined) {
    back.searchParams.set('error', 'access_denied');
    return back;
  }
  const code = state.next('code-');
  const scopes = (query.get('scope') ?? '').split(/[,\s]+/).filter(Boolean);
  state.codes.set(code, { ...state.consent, scopes, redirect, expiresAt: state.clock() + TEN_MINUTES });
  back.searchParams.set('code', code);
  return back;
}
