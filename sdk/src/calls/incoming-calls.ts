import { RtcError } from '../errors.js';
import { randomId } from '../relay/random-id.js';
import { callValue } from './call-value.js';
import {
  MAX_CALLS,
  MAX_ERROR_CHARACTERS,
  parseCallRequest,
  type CallFailure,
  type CallReply,
  type CallRequest,
} from './call-wire.js';
import { mayCall, type ExposedMethod } from './exposed-methods.js';
import { NewestProgress } from './newest-progress.js';

/** How many characters of results may wait until the caller has got them. */
const MAX_KEPT_CHARACTERS = 1_000_000;

/** Who is called, and by whom. */
export interface IncomingCallsOptions<Caller> {
  readonly caller: Caller;
  readonly find: (method: string) => ExposedMethod<Caller> | undefined;
  /** What is vouched for of the caller now; undefined: nothing is asked for. */
  readonly role: () => string | undefined;
  /** Whether the robot is stopped, so that nothing may begin that may move it. */
  readonly isStopped: () => boolean;
}

/** A call that is carried out, or whose answer the caller has not got yet. */
interface Call {
  readonly id: number;
  readonly ending: AbortController;
  readonly progress: NewestProgress;
  readonly duringStop: boolean;
  isRunning: boolean;
  answer?: CallReply;
  characters: number;
  /** The link on which the answer was sent. */
  sentOn?: number;
}

/**
 * The calls of one caller, over all its links. Each is carried out once: answers are kept until the caller has got them, and a
 * call that comes again gets the answer again.
 */
export class IncomingCalls<Caller> {
  readonly #options: IncomingCallsOptions<Caller>;
  readonly #id = randomId();
  readonly #calls = new Map<number, Call>();
  #callerId = '';
  #newest = 0;
  /** How many handlers run, those included for which nobody waits any more. */
  #running = 0;
  #link = 0;
  #isGreeted = false;
  #send: (reply: CallReply) => unknown = () => undefined;

  constructor(options: IncomingCallsOptions<Caller>) {
    this.#options = options;
  }

  /** There is a new link. @param send - may throw for what cannot be sent */
  linkUp(send: (reply: CallReply) => unknown): void {
    this.#link++;
    this.#isGreeted = false;
    this.#send = send;
  }

  /** Take what came. What makes no sense, or comes before the caller's hello, counts for nothing. */
  receive(value: unknown): void {
    const request = parseCallRequest(value);
    if (!request) return;
    if ('hello' in request) {
      if (!this.#isGreeted) this.#greet(request.hello, new Set(request.pending));
    } else if (!this.#isGreeted) return;
    else if ('call' in request) this.#onCall(request);
    else this.#drop('cancel' in request ? request.cancel : request.got);
  }

  /** A safe stop has come. */
  stop(): void {
    const error: CallFailure = { code: 'call-stopped', message: 'A safe stop has ended it.' };
    for (const call of this.#calls.values()) {
      if (call.answer || call.duringStop) continue;
      this.#answer(call, { answer: call.id, error });
      call.ending.abort();
    }
  }

  /** The caller is gone. */
  close(): void {
    this.#send = () => undefined;
    this.#isGreeted = false;
    for (const id of [...this.#calls.keys()]) this.#drop(id);
  }

  #greet(callerId: string, pending: ReadonlySet<number>): void {
    const isKnown = callerId === this.#callerId;
    for (const id of [...this.#calls.keys()]) if (!isKnown || !pending.has(id)) this.#drop(id);
    if (!isKnown) this.#newest = 0;
    this.#callerId = callerId;
    this.#isGreeted = true;
    this.#post({ hello: this.#id });
  }

  #onCall({ call: id, method, args }: Extract<CallRequest, { readonly call: number }>): void {
    const known = this.#calls.get(id);
    if (known) {
      this.#sendAnswer(known);
      return;
    }
    const refusal = this.#refusal(id, method);
    this.#newest = Math.max(this.#newest, id);
    const exposed = this.#options.find(method);
    if (!refusal && exposed) void this.#run(this.#keep(id, exposed.duringStop), exposed, args);
    else if (refusal) {
      const reply: CallReply = { answer: id, error: refusal };
      // For one too many nothing is kept.
      if (refusal.code === 'too-many-calls' || refusal.code === 'call-lost') this.#post(reply);
      else this.#answer(this.#keep(id, false), reply);
    }
  }

  /** Why a call is not carried out. */
  #refusal(id: number, method: string): CallFailure | undefined {
    if (id <= this.#newest) {
      return { code: 'call-lost', message: 'What became of the call is not known any more.' };
    }
    if (this.#isFull) {
      const message = `At most ${String(MAX_CALLS)} calls may be under way. Wait for some of them.`;
      return { code: 'too-many-calls', message };
    }
    const exposed = this.#options.find(method);
    if (!exposed) return { code: 'no-such-method', message: `There is no method "${method}".` };
    if (!mayCall(this.#options.role(), exposed.role)) {
      return { code: 'forbidden', message: `"${method}" needs the role ${exposed.role}.` };
    }
    if (exposed.duringStop || !this.#options.isStopped()) return undefined;
    const message = `"${method}" may not be called while the robot is stopped.`;
    return { code: 'call-stopped', message };
  }

  get #isFull(): boolean {
    let kept = 0;
    let characters = 0;
    for (const call of this.#calls.values()) {
      if (!call.isRunning) kept++;
      characters += call.characters;
    }
    return this.#running + kept >= MAX_CALLS || characters >= MAX_KEPT_CHARACTERS;
  }

  #keep(id: number, duringStop: boolean): Call {
    const progress = new NewestProgress((value) => {
      this.#post({ progress: id, value });
    });
    const ending = new AbortController();
    const call: Call = { id, ending, progress, duringStop, isRunning: false, characters: 0 };
    this.#calls.set(id, call);
    return call;
  }

  async #run(call: Call, exposed: ExposedMethod<Caller>, args: unknown): Promise<void> {
    const { id, ending, progress } = call;
    call.isRunning = true;
    this.#running++;
    try {
      const context = { signal: ending.signal, progress: progress.put };
      const done = await exposed.handler(args, this.#options.caller, context);
      const { value: result, characters } = callValue(done, 'result');
      this.#answer(call, { answer: id, result }, characters);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#answer(call, { answer: id, error: failed(message) });
    }
    call.isRunning = false;
    this.#running--;
  }

  #answer(call: Call, answer: CallReply, characters = 0): void {
    if (call.answer) return;
    call.answer = answer;
    call.characters = characters;
    call.progress.end();
    if (this.#calls.get(call.id) === call) this.#sendAnswer(call);
  }

  /** An answer goes once over each link. */
  #sendAnswer(call: Call): void {
    if (!call.answer || call.sentOn === this.#link || !this.#isGreeted) return;
    call.sentOn = this.#link;
    try {
      this.#send(call.answer);
    } catch (error) {
      const message = `The result could not be sent: ${String(error)}`;
      call.answer = { answer: call.id, error: failed(message) };
      this.#post(call.answer);
    }
  }

  /** Whoever misses it, as the link is full or gone, asks again on the next one. */
  #post(reply: CallReply): void {
    try {
      this.#send(reply);
    } catch (error) {
      if (!(error instanceof RtcError)) throw error;
    }
  }

  /** Nobody waits for its answer any more. */
  #drop(id: number): void {
    const call = this.#calls.get(id);
    if (!call) return;
    this.#calls.delete(id);
    call.progress.end();
    call.ending.abort();
  }
}

function failed(message: string): CallFailure {
  return { code: 'call-failed', message: message.slice(0, MAX_ERROR_CHARACTERS) };
}
