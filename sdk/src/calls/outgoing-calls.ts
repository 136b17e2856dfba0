import { CallError, RtcError, SubscriptionClosed } from '../errors.js';
import { randomId } from '../relay/random-id.js';
import { reportCallbackError } from '../subscriptions/listeners.js';
import { callValue } from './call-value.js';
import { MAX_CALLS, parseCallReply, type CallReply, type CallRequest } from './call-wire.js';
import { checkName } from './exposed-methods.js';

const DEFAULT_TIMEOUT_MS = 15_000;

/** Longest wait of a timer, in ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Options of `call()`. */
export interface CallOptions {
  /** How long the answer is waited for, in ms; default 15,000, `Infinity` waits as long as the connection is there. */
  readonly timeoutMs?: number | undefined;
  /** Gives the call up when it aborts: the other side is told. */
  readonly signal?: AbortSignal | undefined;
  /** Called with what the other side tells of how far it is. */
  readonly onProgress?: ((value: unknown) => unknown) | undefined;
}

interface Pending {
  readonly request: CallRequest;
  readonly onProgress: CallOptions['onProgress'];
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** Takes timer and listener off. */
  readonly ending: AbortController;
  isSent: boolean;
}

/**
 * The calls of this side, over all links. They are sent when the other side has said who it is, and again on the next link: to the
 * same one only, which knows those that it has had.
 */
export class OutgoingCalls {
  readonly #id = randomId();
  readonly #calls = new Map<number, Pending>();
  #number = 0;
  #calledId: string | undefined;
  #isGreeted = false;
  #isClosed = false;
  #send: (request: CallRequest) => boolean = () => false;

  /**
   * Call a method of the other side.
   * @returns what its handler has returned
   * @throws CallError as a rejection, whose `code` says why; RtcError `bad-argument`, `not-serializable`, `message-too-large`;
   * SubscriptionClosed; the reason of `signal`
   */
  async call(method: string, args?: unknown, options: CallOptions = {}): Promise<unknown> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, signal, onProgress } = options;
    checkName(method);
    if (!(timeoutMs > 0)) {
      throw new RtcError('bad-argument', `timeoutMs must be above 0, not ${String(timeoutMs)}.`);
    }
    signal?.throwIfAborted();
    const { value } = callValue(args, 'arguments');
    if (this.#isClosed) throw new SubscriptionClosed('The connection is closed.');
    if (this.#calls.size >= MAX_CALLS) {
      const message = `${String(MAX_CALLS)} calls are under way. Wait for some of them.`;
      throw new CallError('too-many-calls', message);
    }
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      const ending = new AbortController();
      const request = { call: id, method, args: value };
      this.#calls.set(id, { request, onProgress, resolve, reject, ending, isSent: false });
      const giveUp = (): void => this.#giveUp(id, signal?.reason);
      signal?.addEventListener('abort', giveUp, { signal: ending.signal });
      this.#watch(id, method, timeoutMs);
      if (this.#isGreeted) this.#sendCall(id);
    });
  }

  /** There is a new link. @param send - says whether it is there still; may throw for what cannot be sent */
  linkUp(send: (request: CallRequest) => boolean): void {
    this.#isGreeted = false;
    this.#send = send;
    const sent = [...this.#calls].filter(([, { isSent }]) => isSent);
    this.#post({ hello: this.#id, pending: sent.map(([id]) => id) });
  }

  /** Take what came. What makes no sense counts for nothing. */
  receive(value: unknown): void {
    const reply = parseCallReply(value);
    if (!reply) return;
    if ('hello' in reply) this.#greet(reply.hello);
    else if ('progress' in reply) this.#onProgress(reply);
    else this.#onAnswer(reply);
  }

  /** The connection is over. */
  close(): void {
    this.#isClosed = true;
    this.#send = () => false;
    for (const id of [...this.#calls.keys()]) {
      this.#take(id)?.reject(new SubscriptionClosed('The connection was closed.'));
    }
  }

  #greet(calledId: string): void {
    if (this.#isGreeted) return;
    const isNew = calledId !== this.#calledId;
    this.#calledId = calledId;
    this.#isGreeted = true;
    for (const [id, { isSent }] of [...this.#calls]) {
      if (isNew && isSent) {
        const message =
          'The other side has begun anew since it got the call: whether it was done is not known.';
        this.#take(id)?.reject(new CallError('call-lost', message));
      } else this.#sendCall(id);
    }
  }

  #sendCall(id: number): void {
    const call = this.#calls.get(id);
    if (!call) return;
    try {
      call.isSent = this.#send(call.request) || call.isSent;
    } catch (error) {
      this.#take(id)?.reject(error);
    }
  }

  #onAnswer(reply: Extract<CallReply, { readonly answer: number }>): void {
    const call = this.#take(reply.answer);
    if (!call) return;
    this.#post({ got: reply.answer });
    if (!('error' in reply)) call.resolve(reply.result);
    else call.reject(new CallError(reply.error.code, reply.error.message));
  }

  #onProgress({ progress, value }: Extract<CallReply, { readonly progress: number }>): void {
    const { onProgress } = this.#calls.get(progress) ?? {};
    if (!onProgress) return;
    void Promise.resolve(value).then(onProgress).catch(reportCallbackError);
  }

  #watch(id: number, method: string, timeoutMs: number): void {
    if (timeoutMs > MAX_TIMER_MS) return;
    const timer = setTimeout(() => {
      const message = `"${method}" was not answered within ${String(timeoutMs)} ms.`;
      this.#giveUp(id, new CallError('call-timeout', message));
    }, timeoutMs);
    const ending = this.#calls.get(id)?.ending;
    ending?.signal.addEventListener('abort', () => {
      clearTimeout(timer);
    });
  }

  #giveUp(id: number, why: unknown): void {
    const call = this.#take(id);
    if (!call) return;
    // Of what is given up while there is no link, the next hello tells.
    if (call.isSent && this.#isGreeted) this.#post({ cancel: id });
    call.reject(why);
  }

  /** What is missed, as the link is full or gone, the next hello makes good for. */
  #post(request: CallRequest): void {
    try {
      this.#send(request);
    } catch (error) {
      if (!(error instanceof RtcError)) throw error;
    }
  }

  #take(id: number): Pending | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    call?.ending.abort();
    return call;
  }
}
