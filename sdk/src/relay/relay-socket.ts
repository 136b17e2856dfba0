/** The only file that knows socket.io-client: the connection to a relay, with acknowledged requests. */
import { Manager, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import { SignalingError } from '../errors.js';
import { Listeners, reportCallbackError, type ListenOptions } from '../subscriptions/listeners.js';
import {
  IDLE,
  socketStep,
  type SocketEffect,
  type SocketEvent,
  type SocketState,
} from './machines/socket-machine.js';
import { WaitTimer } from './machines/wait.js';
import {
  reconnectSchema,
  refusalSchema,
  type ClientEvents,
  type Handshake,
  type RelayEvents,
} from './relay-messages.js';
import { randomId } from './random-id.js';
import { expiryMs, fetchToken, type Token } from './token.js';
import { onWake } from './wake.js';

/** How long the relay may take to answer, in ms. */
const ANSWER_TIMEOUT_MS = 10_000;

/** What the users of a socket are told. */
export type RelaySocketEvent =
  /** Connected, or connected again: whatever was registered or joined must be so anew. */
  | { readonly type: 'relay-up' }
  /** No longer connected; it goes on trying. `isPlanned`: the relay asked for it, and it is back within a moment. */
  | { readonly type: 'relay-down'; readonly isPlanned: boolean }
  /** Something keeps it from connecting, or from fetching the next token; it is tried again. */
  | { readonly type: 'relay-trouble'; readonly error: SignalingError }
  /** Refused for good. */
  | { readonly type: 'relay-refused'; readonly error: SignalingError };

/** One WebSocket to a relay after the other, shared by all that a `Relay` serves or connects to. */
export class RelaySocket {
  /** Address of the relay. */
  readonly url: string;
  readonly #key = randomId();
  readonly #tokenOf: () => Token | undefined;
  readonly #listeners = new Listeners<RelaySocketEvent>();
  readonly #handlers = new Map<string, Listeners<unknown>>();
  readonly #timer = new WaitTimer(() => {
    this.#on({ type: 'wait-over', nowMs: Date.now() });
  });
  readonly #events: SocketEvent[] = [];
  #isDeciding = false;
  #state: SocketState = IDLE;
  #refusal: SignalingError | undefined;
  #socket: Socket<RelayEvents, ClientEvents> | undefined;
  #waking: AbortController | undefined;

  /** @param tokenOf - what the next connect is authorised with; undefined at a relay in open mode */
  constructor(url: string, tokenOf: () => Token | undefined) {
    this.url = url;
    this.#tokenOf = tokenOf;
    this.on('relay:reconnect', reconnectSchema, ({ withinMs }) => {
      this.#on({ type: 'reconnect', withinMs });
    });
  }

  /** Whether it is connected now. */
  get connected(): boolean {
    return this.#state.at === 'up';
  }

  /** Whether there is no other token than the one that was presented. */
  get tokenIsFixed(): boolean {
    return typeof this.#tokenOf() !== 'function';
  }

  /** Start to use it: call `listener` with what becomes of it. */
  onEvent(listener: (event: RelaySocketEvent) => void, options?: ListenOptions): void {
    this.#listeners.add(listener, options);
    this.#listenForWake();
    const { at } = this.#state;
    queueMicrotask(() => {
      if (!this.#listeners.has(listener)) return;
      const error = this.#refusal;
      if (at === 'up' && this.connected) this.#listeners.tell(listener, { type: 'relay-up' });
      if (at === 'refused' && error)
        this.#listeners.tell(listener, { type: 'relay-refused', error });
    });
    this.#on({ type: 'used' });
  }

  /** Try now what is waited with. */
  wake(): void {
    this.#on({ type: 'woken' });
  }

  /** Connect anew with the next token. */
  renewToken(): void {
    this.#on({ type: 'renew' });
  }

  /**
   * Send an event and await the relay's answer.
   * @throws SignalingError with the relay's code, or `relay-unreachable`
   */
  async request<TSchema extends v.GenericSchema>(
    event: keyof ClientEvents,
    payload: Parameters<ClientEvents[keyof ClientEvents]>[0],
    schema: TSchema,
  ): Promise<v.InferOutput<TSchema>> {
    const answer = await this.#emit(event, payload);
    const refused = v.safeParse(refusalSchema, answer);
    if (refused.success) throw new SignalingError(refused.output.code, refused.output.message);
    const result = v.safeParse(schema, answer);
    if (result.success) return result.output;
    throw new SignalingError('bad-message', `The relay answered ${event} in an unknown form.`);
  }

  /** Call `handler` with each well-formed `event`. */
  on<TSchema extends v.GenericSchema>(
    event: keyof RelayEvents,
    schema: TSchema,
    handler: (payload: v.InferOutput<TSchema>) => void,
    options?: ListenOptions,
  ): void {
    const listener = (payload: unknown): void => {
      const result = v.safeParse(schema, payload);
      if (result.success) handler(result.output);
      else reportCallbackError(new SignalingError('bad-message', `The relay sent a bad ${event}.`));
    };
    const handlers = this.#handlers.get(event) ?? new Listeners();
    this.#handlers.set(event, handlers);
    handlers.add(listener, options);
  }

  /** End it. Idempotent. */
  close(): void {
    this.#listeners.clear();
    this.#waking?.abort();
    this.#waking = undefined;
    this.#on({ type: 'unused' });
  }

  async #emit(
    event: keyof ClientEvents,
    payload: Parameters<ClientEvents[keyof ClientEvents]>[0],
  ): Promise<unknown> {
    const socket = this.#socket;
    if (!socket?.connected) throw unreachable(`The relay cannot be reached for ${event}.`);
    const emit = socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck.bind(socket) as (
      name: string,
      body: unknown,
    ) => Promise<unknown>;
    try {
      return await emit(event, payload);
    } catch (cause) {
      // Still connected, and no answer: whatever is at the other end, it is not a relay that works.
      if (socket === this.#socket) this.#on({ type: 'unanswered' });
      throw unreachable(`The relay did not answer ${event}.`, cause);
    }
  }

  /** One event after the other: what an effect tells is decided on when the effects before it are done. */
  #on(event: SocketEvent): void {
    this.#events.push(event);
    if (this.#isDeciding) return;
    this.#isDeciding = true;
    for (let next = this.#events.shift(); next; next = this.#events.shift()) {
      const { state, effects } = socketStep(this.#state, next);
      this.#state = state;
      for (const effect of effects) this.#carryOut(effect);
      this.#timer.set(this.#state.wait);
    }
    this.#isDeciding = false;
  }

  #carryOut(effect: SocketEffect): void {
    switch (effect.type) {
      case 'fetch-token':
        this.#fetchToken(effect.fetch);
        break;
      case 'open':
        this.#open(effect.socket, effect.token);
        break;
      case 'close':
        closeSocket(this.#socket);
        this.#socket = undefined;
        break;
      case 'tell-up':
        this.#listeners.emit({ type: 'relay-up' });
        break;
      case 'tell-down':
        this.#listeners.emit({ type: 'relay-down', isPlanned: effect.isPlanned });
        break;
      case 'tell-trouble': {
        const error = new SignalingError(effect.code, this.#wordsOf(effect));
        this.#listeners.emit({ type: 'relay-trouble', error });
        break;
      }
      case 'tell-refused': {
        const error = new SignalingError(effect.refusal.code, effect.refusal.message);
        this.#refusal = error;
        this.#listeners.emit({ type: 'relay-refused', error });
      }
    }
  }

  #listenForWake(): void {
    if (this.#waking) return;
    this.#waking = new AbortController();
    onWake(() => {
      this.wake();
    }, this.#waking);
  }

  #wordsOf({ code, message }: Extract<SocketEffect, { type: 'tell-trouble' }>): string {
    if (code === 'token-failed') {
      return `The token for the relay ${this.url} could not be fetched (${message}); trying again.`;
    }
    if (code !== 'relay-unreachable') return message;
    return `The relay ${this.url} cannot be reached (${message}); trying again. Is it running, and is the address right?`;
  }

  #fetchToken(fetch: number): void {
    const given = this.#tokenOf();
    const onToken = (value: string | undefined): void => {
      const isFixed = typeof given !== 'function';
      const token = { value, isFixed, expiresAtMs: expiryMs(value) };
      this.#on({ type: 'token', fetch, token });
    };
    if (typeof given !== 'function') {
      onToken(given);
      return;
    }
    fetchToken(given).then(onToken, (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      this.#on({ type: 'token-failed', fetch, message, nowMs: Date.now() });
    });
  }

  #open(number: number, token: string | undefined): void {
    const { href, pathname } = new URL(this.url);
    const manager = new Manager(href, {
      path: pathname.replace(/\/?$/, '/socket.io'),
      transports: ['websocket'],
      autoConnect: false,
      reconnection: false,
      forceNew: true,
      timeout: 5000,
    });
    const auth: Handshake = token === undefined ? { key: this.#key } : { key: this.#key, token };
    const socket: Socket<RelayEvents, ClientEvents> = manager.socket('/', { auth });
    socket.on('connect', () => {
      this.#on({ type: 'opened', socket: number });
    });
    socket.on('connect_error', (error: Error & { data?: unknown }) => {
      this.#onConnectError(number, error, socket.active);
    });
    socket.on('disconnect', (reason) => {
      this.#on({ type: 'lost', socket: number, message: reason });
    });
    socket.onAny((event: string, payload: unknown) => {
      if (socket === this.#socket) this.#handlers.get(event)?.emit(payload);
    });
    this.#socket = socket;
    socket.connect();
  }

  #onConnectError(socket: number, error: Error & { data?: unknown }, isActive: boolean): void {
    const refused = v.safeParse(refusalSchema, error.data);
    if (refused.success) this.#on({ type: 'refused', socket, refusal: refused.output });
    else if (isActive) this.#on({ type: 'lost', socket, message: error.message });
    else {
      const message = `The relay ${this.url} refused: ${error.message}`;
      this.#on({ type: 'refused', socket, refusal: { ok: false, code: 'unauthorized', message } });
    }
  }
}

/** What is under way to the relay is still sent. */
function closeSocket(socket: Socket | undefined): void {
  socket?.off();
  socket?.offAny();
  socket?.disconnect();
}

function unreachable(message: string, cause?: unknown): SignalingError {
  return new SignalingError('relay-unreachable', message, { cause });
}
