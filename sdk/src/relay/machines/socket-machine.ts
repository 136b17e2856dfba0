/**
 * How a client comes to the relay and stays there, as a pure function of state and event: when the token is fetched, when
 * a socket is opened, what is tried again. The socket, the token function and the clock are outside.
 *
 * @module
 */
import type { RtcErrorCode } from '../../errors.js';
import type { Refusal } from '../relay-messages.js';
import { mayPass } from './membership.js';
import type { Wait } from './wait.js';

/** What the relay is presented with. */
export interface PresentedToken {
  /** Undefined for a relay in open mode. */
  readonly value: string | undefined;
  /** A text, so that there is no other one; a function gives the next one. */
  readonly isFixed: boolean;
  /** When it runs out, in ms since 1970; Infinity if that cannot be read from it. */
  readonly expiresAtMs: number;
}

/** All that decides how it goes on. */
export interface SocketState {
  /** `waiting`: before the next try; `refused`: for good. */
  readonly at: 'idle' | 'fetching' | 'opening' | 'up' | 'waiting' | 'refused';
  /** Number of the newest fetch of a token; what older ones tell counts for nothing. */
  readonly fetch: number;
  /** Number of the newest socket, likewise. */
  readonly socket: number;
  /** Failures in a row. */
  readonly failures: number;
  /** The token of the newest opening; the next one uses it again while none can be fetched. */
  readonly token: PresentedToken | undefined;
  /**
   * While up: `due`: a new token is to be fetched soon, as the relay wants us to come again; `asked`: for that it is being
   * fetched; `failed`: it could not be, and is fetched after a pause; `again`: it is being fetched, and nothing hangs on it.
   */
  readonly renewal?: 'due' | 'asked' | 'failed' | 'again' | undefined;
  /** The wait of this state. */
  readonly wait?: Wait | undefined;
}

/** What happens outside. Times are in ms since 1970. */
export type SocketEvent =
  | { readonly type: 'used' }
  | { readonly type: 'unused' }
  | { readonly type: 'token'; readonly fetch: number; readonly token: PresentedToken }
  | {
      readonly type: 'token-failed';
      readonly fetch: number;
      readonly message: string;
      readonly nowMs: number;
    }
  | { readonly type: 'opened'; readonly socket: number }
  /** It could not be opened, or was lost. */
  | { readonly type: 'lost'; readonly socket: number; readonly message: string }
  | { readonly type: 'refused'; readonly socket: number; readonly refusal: Refusal }
  /** The relay asks us to come again: the token or TURN credentials run out, or it shuts down. */
  | { readonly type: 'reconnect'; readonly withinMs: number }
  /** A request was not answered: nobody is at the other end. */
  | { readonly type: 'unanswered' }
  /** The token was not enough for somebody: fetch the next one. */
  | { readonly type: 'renew' }
  /** The network or the page is back, or there is another token: what waits for a pause to end goes on at once. */
  | { readonly type: 'woken' }
  | { readonly type: 'wait-over'; readonly nowMs: number };

/** What is to be done outside, in this order. */
export type SocketEffect =
  | { readonly type: 'fetch-token'; readonly fetch: number }
  /** Open a new socket, instead of the one before. */
  | { readonly type: 'open'; readonly socket: number; readonly token: string | undefined }
  | { readonly type: 'close' }
  | { readonly type: 'tell-up' }
  /** `isPlanned`: the relay asked for it, and the next socket is being opened. */
  | { readonly type: 'tell-down'; readonly isPlanned: boolean }
  | { readonly type: 'tell-trouble'; readonly code: RtcErrorCode; readonly message: string }
  | { readonly type: 'tell-refused'; readonly refusal: Refusal };

/** The state that follows, and what is to be done. */
export interface SocketStep {
  readonly state: SocketState;
  readonly effects: readonly SocketEffect[];
}

/** Limits of the steps, in ms. */
const LIMITS_MS = { fetching: 30_000, opening: 10_000 } as const;

/** Pause at most, in ms, between tries to get a token that is taken. */
const LONGEST_TOKEN_PAUSE_MS = 30_000;

/** What is said of a token function that takes too long. */
const UNANSWERED = 'it has not answered for 30 s';

/** Nobody uses it. */
export const IDLE: SocketState = { at: 'idle', fetch: 0, socket: 0, failures: 0, token: undefined };

/** Decide how it goes on. */
export function socketStep(state: SocketState, event: SocketEvent): SocketStep {
  const decision = new Decision(state);
  decision.on(event);
  return decision;
}

/** One step in the making. */
class Decision implements SocketStep {
  state: SocketState;
  readonly effects: SocketEffect[] = [];

  constructor(state: SocketState) {
    this.state = state;
  }

  on(event: SocketEvent): void {
    const { at, renewal, fetch, socket } = this.state;
    if ('fetch' in event) {
      if (this.#isFetching && event.fetch === fetch) this.#onFetched(event);
    } else if ('socket' in event) {
      if (event.socket === socket) this.#onSocket(event);
    } else if (event.type === 'used') {
      if (at === 'idle') this.#fetch();
    } else if (event.type === 'unused') this.#end();
    else if (event.type === 'wait-over') this.#onWaitOver(event.nowMs);
    else if (event.type === 'woken') {
      if (at === 'waiting' || renewal === 'failed') this.#fetch();
    } else if (at === 'up') this.#onWish(event);
  }

  /** What comes while it is up. */
  #onWish(event: Extract<SocketEvent, { type: 'reconnect' | 'renew' | 'unanswered' }>): void {
    if (event.type === 'reconnect') {
      this.#go('up', { renewal: 'due', wait: { withinMs: event.withinMs } });
    } else if (event.type === 'renew') {
      if (!this.#isFetching) this.#fetch();
    } else this.#giveUp();
  }

  #onFetched(event: Extract<SocketEvent, { readonly fetch: number }>): void {
    if (event.type === 'token') this.#open(event.token);
    else this.#onNoToken(event.message, event.nowMs);
  }

  #onSocket(event: Extract<SocketEvent, { readonly socket: number }>): void {
    const isOpening = this.state.at === 'opening';
    if (event.type === 'lost') this.#onLost(event.message);
    else if (event.type === 'opened' && isOpening) this.#onOpened();
    else if (event.type === 'refused' && isOpening) this.#onRefused(event.refusal);
  }

  #onWaitOver(nowMs: number): void {
    const { at, renewal } = this.state;
    if (this.#isFetching) this.#onNoToken(UNANSWERED, nowMs);
    else if (at === 'opening') this.#giveUp();
    else if (at === 'waiting' || renewal !== undefined) this.#fetch();
  }

  get #isFetching(): boolean {
    const { at, renewal } = this.state;
    return at === 'fetching' || renewal === 'asked' || renewal === 'again';
  }

  /** A token first; what is up stays up until there is one. */
  #fetch(): void {
    const wait = { ms: LIMITS_MS.fetching };
    const fetch = this.state.fetch + 1;
    if (this.state.at !== 'up') this.#go('fetching', { wait, fetch });
    else {
      const renewal = this.state.renewal === 'due' ? 'asked' : 'again';
      this.#go('up', { renewal, wait, fetch });
    }
    this.effects.push({ type: 'fetch-token', fetch });
  }

  /** @param isOld - the next token could not be fetched: that is tried again later */
  #open(token: PresentedToken, isOld = false): void {
    if (this.state.at === 'up') {
      this.effects.push({ type: 'tell-down', isPlanned: true }, { type: 'close' });
    }
    const socket = this.state.socket + 1;
    const renewal = isOld ? 'failed' : undefined;
    this.#go('opening', { token, socket, renewal, wait: { ms: LIMITS_MS.opening } });
    this.effects.push({ type: 'open', socket, token: token.value });
  }

  /** The old token serves until it has run out. */
  #onNoToken(message: string, nowMs: number): void {
    const { at, token, renewal } = this.state;
    this.effects.push({ type: 'tell-trouble', code: 'token-failed', message });
    const isGood = token !== undefined && nowMs < token.expiresAtMs;
    if (isGood && (at === 'fetching' || renewal === 'asked')) this.#open(token, true);
    else if (at === 'up') this.#fetchLater();
    else this.#pause();
  }

  #fetchLater(): void {
    const failures = this.state.failures + 1;
    this.#go('up', {
      ...{ renewal: 'failed', failures },
      wait: { failures, maxMs: LONGEST_TOKEN_PAUSE_MS },
    });
  }

  #onOpened(): void {
    const isOld = this.state.renewal === 'failed';
    this.#go('up', isOld ? {} : { failures: 0 });
    if (isOld) this.#fetchLater();
    this.effects.push({ type: 'tell-up' });
  }

  /** Nobody is at the other end. */
  #giveUp(): void {
    this.effects.push({ type: 'close' });
    this.#onLost('it does not answer');
  }

  #onLost(message: string): void {
    const { at } = this.state;
    if (at !== 'up' && at !== 'opening') return;
    if (at === 'up') this.effects.push({ type: 'tell-down', isPlanned: false });
    this.effects.push({ type: 'tell-trouble', code: 'relay-unreachable', message });
    this.#pause();
  }

  #onRefused(refusal: Refusal): void {
    const { code, message } = refusal;
    this.effects.push({ type: 'close' });
    if (!mayPass(code, this.state.token?.isFixed ?? true)) {
      this.#go('refused', {});
      this.effects.push({ type: 'tell-refused', refusal });
      return;
    }
    this.effects.push({ type: 'tell-trouble', code, message });
    if (mayPass(code, true)) this.#pause();
    else {
      // A token that was refused serves no longer.
      this.#pause(LONGEST_TOKEN_PAUSE_MS);
      this.state = { ...this.state, token: undefined };
    }
  }

  /** The first try after a loss comes soon, and not at once: a relay that has died loses all its clients at a time. */
  #pause(maxMs?: number): void {
    const failures = this.state.failures + 1;
    const wait = maxMs === undefined ? { failures } : { failures, maxMs };
    this.#go('waiting', { failures, wait, socket: this.state.socket + 1 });
  }

  #end(): void {
    if (this.state.at === 'idle') return;
    this.effects.push({ type: 'close' });
    this.#go('idle', { failures: 0, socket: this.state.socket + 1, fetch: this.state.fetch + 1 });
  }

  /** Without the renewal and the wait of the state before. */
  #go(at: SocketState['at'], change: Partial<SocketState>): void {
    const { fetch, socket, failures, token } = this.state;
    this.state = { at, fetch, socket, failures, token, ...change };
  }
}
