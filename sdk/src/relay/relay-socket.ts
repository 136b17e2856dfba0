/** The only file that knows socket.io-client: one connection to a relay, with acknowledged requests. */
import { Manager, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import { SignalingError } from '../errors.js';
import { reportCallbackError } from '../subscriptions/listeners.js';
import { backoffMs, REDIAL_BACKOFF } from './backoff.js';
import {
  reconnectSchema,
  refusalSchema,
  type ClientEvents,
  type Handshake,
  type Refusal,
  type RelayEvents,
} from '../protocol.js';
import { randomId } from './random-id.js';

/** A token, or what fetches a fresh one at every connect. */
export type Token = string | (() => string | Promise<string>);

/** How long the relay may take to answer, in ms. */
const ANSWER_TIMEOUT_MS = 10_000;

/** What the users of a socket are told. */
export interface RelaySocketListener {
  /** Connected, or connected again: whatever was registered or joined must be so anew. */
  readonly onConnect: () => void;
  /** Not connected for now; it tries on by itself. Without an error if the relay asked for it. */
  readonly onTrouble: (error?: SignalingError) => void;
  /** Refused for good. */
  readonly onRefused: (error: SignalingError) => void;
}

/** One WebSocket to a relay, shared by all that a `Relay` serves or connects to. */
export class RelaySocket {
  readonly #url: string;
  readonly #socket: Socket<RelayEvents, ClientEvents>;
  readonly #listeners = new Set<RelaySocketListener>();
  #attempt = 0;
  #isPlanned = false;

  /** @param token - what the relay authorises; unneeded by a relay in open mode */
  constructor(url: string, token?: Token) {
    this.#url = url;
    const key = randomId();
    const manager = new Manager(url, {
      path: new URL(url).pathname.replace(/\/?$/, '/socket.io'),
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelay: 250,
      reconnectionDelayMax: 5000,
      timeout: 5000,
    });
    this.#socket = manager.socket('/', {
      auth: (send) => {
        void handshake(key, token).then(send, (error: unknown) => {
          this.#refuse(refusal('unauthorized', `The token function failed: ${String(error)}`));
        });
      },
    });
    this.#socket.on('connect', () => {
      this.#attempt = 0;
      this.#isPlanned = false;
      for (const listener of [...this.#listeners]) listener.onConnect();
    });
    this.#socket.on('connect_error', (error) => {
      this.#onConnectError(error);
    });
    this.#socket.on('disconnect', (reason) => {
      this.#trouble(
        this.#isPlanned
          ? undefined
          : `The connection to the relay ${url} was lost (${reason}); trying again.`,
      );
      if (reason === 'io server disconnect') this.#socket.connect();
    });
    // A new token is due, or the relay shuts down: connecting anew brings the one and leaves the other.
    this.on('relay:reconnect', reconnectSchema, ({ withinMs }) => {
      const { engine } = this.#socket.io;
      setTimeout(() => {
        this.#isPlanned = true;
        engine.close();
      }, Math.random() * withinMs);
    });
  }

  /** Whether it is connected now. */
  get connected(): boolean {
    return this.#socket.connected;
  }

  /** Start to use it; returns what ends that. */
  use(listener: RelaySocketListener): () => void {
    this.#listeners.add(listener);
    if (this.#socket.connected) queueMicrotask(listener.onConnect);
    else this.#socket.connect();
    return () => {
      this.#listeners.delete(listener);
    };
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

  /** Call `handler` with each well-formed `event`; returns what stops it. */
  on<TSchema extends v.GenericSchema>(
    event: keyof RelayEvents,
    schema: TSchema,
    handler: (payload: v.InferOutput<TSchema>) => void,
  ): () => void {
    const listener = (payload: unknown): void => {
      const result = v.safeParse(schema, payload);
      if (result.success) handler(result.output);
      else reportCallbackError(new SignalingError('bad-message', `The relay sent a bad ${event}.`));
    };
    this.#socket.on(event, listener);
    return () => {
      this.#socket.off(event, listener);
    };
  }

  /** End it. Idempotent. */
  close(): void {
    this.#listeners.clear();
    this.#socket.close();
  }

  async #emit(
    event: keyof ClientEvents,
    payload: Parameters<ClientEvents[keyof ClientEvents]>[0],
  ): Promise<unknown> {
    const emit = this.#socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck.bind(this.#socket) as (
      name: string,
      body: unknown,
    ) => Promise<unknown>;
    try {
      return await emit(event, payload);
    } catch (cause) {
      throw new SignalingError('relay-unreachable', `The relay did not answer ${event}.`, {
        cause,
      });
    }
  }

  #onConnectError(error: Error & { data?: unknown }): void {
    const refused = v.safeParse(refusalSchema, error.data);
    if (refused.success) this.#onRefusal(refused.output);
    else if (this.#socket.active) {
      this.#trouble(
        `The relay ${this.#url} cannot be reached (${error.message}); trying again. Is it running, and is the address right?`,
      );
    } else this.#refuse(refusal('unauthorized', `The relay refused: ${error.message}`));
  }

  /** The relay is busy or unwell: it is asked again, ever more slowly. */
  #onRefusal(refused: Refusal): void {
    if (refused.code !== 'try-again' && refused.code !== 'too-many') {
      this.#refuse(refused);
      return;
    }
    this.#trouble(refused.message);
    setTimeout(
      () => {
        if (this.#listeners.size > 0) this.#socket.connect();
      },
      backoffMs(++this.#attempt, REDIAL_BACKOFF, Math.random()),
    );
  }

  #trouble(message?: string): void {
    const error =
      message === undefined ? undefined : new SignalingError('relay-unreachable', message);
    for (const listener of [...this.#listeners]) listener.onTrouble(error);
  }

  #refuse({ code, message }: Refusal): void {
    const error = new SignalingError(code, message);
    this.#socket.disconnect();
    for (const listener of [...this.#listeners]) listener.onRefused(error);
  }
}

async function handshake(key: string, token?: Token): Promise<Handshake> {
  const value = typeof token === 'function' ? await token() : token;
  return value === undefined ? { key } : { key, token: value };
}

function refusal(code: Refusal['code'], message: string): Refusal {
  return { ok: false, code, message };
}
