import type { Refusal } from '@rtcbot-web/sdk/protocol';
import * as v from 'valibot';
import { EventStream, type Session, type StreamOptions, type TakenEvent } from './event-stream.js';
import type { ByteBudget } from '../access/byte-budget.js';
import { checkExpiry } from '../access/grant.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { refused, type Address, type Delivery, type Outcome } from '../rooms/outcome.js';
import { badMessage, cannotReach, tryAgain, unknownEvent } from './refusal.js';
import { RoomsUnreachable } from '../rooms/room-store.js';
import type { Soon } from '../rooms/soon.js';
import { TokenBucket, type Rate } from '../access/token-bucket.js';

/** Decides on one kind of event; the payload is as it came. */
export type EventHandler = (session: Session, payload: unknown) => Soon<Outcome>;

/**
 * Make an event handler that checks the payload first.
 * @param schema - of the payload
 * @param handle - decides on a payload that fits
 */
export function on<S extends v.GenericSchema>(
  schema: S,
  handle: (session: Session, payload: v.InferOutput<S>) => Soon<Outcome>,
): EventHandler {
  return (session, payload) => {
    const parsed = v.safeParse(schema, payload);
    return parsed.success ? handle(session, parsed.output) : refused(badMessage(parsed.issues[0]));
  };
}

/** Options of a dispatcher. */
export interface DispatcherOptions {
  /** By event name. */
  readonly handlers: Readonly<Record<string, EventHandler>>;
  /** How much one socket may send. */
  readonly rate: Rate;
  readonly log: Log;
  readonly onRefused: (refusal: Refusal) => void;
  /** An event has been answered. */
  readonly onHandled: (event: string, answer: Outcome['answer'], seconds: number) => void;
  /** Deliver to a client of this node; returns whether it takes that. */
  readonly deliver: (delivery: Delivery) => boolean;
  /** End a socket; `heir`: the newer socket of the same client. */
  readonly end: (socketId: string, heir?: Address) => void;
}

/** How many refusals of one client are logged. */
const REFUSAL_LINES: Rate = { perSec: 1, burst: 20 };

/** Takes every event of every client, whatever is in it, and sees to it that it is answered. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #refusalLines = new WeakMap<Session, TokenBucket>();
  /** For all streams, so that each costs as little as it can. */
  readonly #streamOptions: StreamOptions;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#streamOptions = {
      rate: options.rate,
      end: options.end,
      handle: (event) => this.#handle(event),
      onFlood: (event, refusal, isFirst) => {
        options.onRefused(refusal);
        if (isFirst) this.#logRefusal(event, refusal);
      },
    };
  }

  /**
   * Make the stream of all events of one client.
   * @param session - the client
   * @param bytes - how many it may send
   */
  streamFor(session: Session, bytes: ByteBudget): EventStream {
    return new EventStream(session, bytes, this.#streamOptions);
  }

  #handle(event: TakenEvent): Promise<void> | undefined {
    const startedMs = performance.now();
    const outcome = this.#decide(event);
    if (outcome instanceof Promise)
      return outcome
        .catch((error: unknown) => this.#failed(event.name, error))
        .then((decided) => {
          this.#finish(event, decided, startedMs);
        });
    this.#finish(event, outcome, startedMs);
    return undefined;
  }

  #finish(event: TakenEvent, outcome: Outcome, startedMs: number) {
    const { onRefused, deliver, end, onHandled } = this.#options;
    const { deliveries, superseded } = outcome;
    const [first] = deliveries;
    // A signal is awaited elsewhere; all else is answered before anything comes of it
    const isSignal = first?.event === 'signal:deliver';
    const answer = isSignal && !deliver(first) ? cannotReach() : outcome.answer;
    if (!answer.ok) {
      onRefused(answer);
      this.#logRefusal(event, answer);
    }
    event.answer?.(answer);
    if (!isSignal) for (const delivery of deliveries) deliver(delivery);
    const { socketId, nodeId } = event.session.client;
    for (const old of superseded) end(old, { socketId, nodeId });
    onHandled(event.name, answer, (performance.now() - startedMs) / 1000);
  }

  #decide({ session, name, payload }: TakenEvent): Soon<Outcome> {
    const { handlers } = this.#options;
    const expired = checkExpiry(session.grant, Date.now());
    if (expired) return refused(expired);
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
    if (!handler) return refused(unknownEvent());
    try {
      return handler(session, payload);
    } catch (error) {
      return this.#failed(name, error);
    }
  }

  #failed(event: string, error: unknown): Outcome {
    if (!(error instanceof RoomsUnreachable)) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#options.log.error('handler failed', { event: event.slice(0, 64), reason });
    }
    return refused(tryAgain());
  }

  /** A client that is refused again and again does not fill the log: the metrics count what is left out. */
  #logRefusal({ session, name }: TakenEvent, { code, message }: Refusal) {
    const nowMs = Date.now();
    const lines = this.#refusalLines.get(session) ?? new TokenBucket(REFUSAL_LINES, nowMs);
    this.#refusalLines.set(session, lines);
    if (!lines.take(nowMs)) return;
    const { clientId } = session.client;
    const fields = { event: name.slice(0, 64), code, clientId, reason: message };
    this.#options.log.warn('refused', fields);
  }
}
