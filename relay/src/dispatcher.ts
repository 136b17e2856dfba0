import type { Refusal } from '@rtcbot-web/sdk/protocol';
import * as v from 'valibot';
import { checkExpiry, type Grant } from './auth.js';
import type { Log } from './log.js';
import { refused, type Client, type Delivery, type Outcome } from './outcome.js';
import { badMessage, tooManyEvents, tryAgain, unknownEvent } from './refusal.js';
import { TokenBucket, type Rate } from './token-bucket.js';

/** Decides on one kind of event; the payload is as it came. */
export type EventHandler = (session: Session, payload: unknown) => Outcome;

/** A client for as long as its socket lives. */
export interface Session {
  readonly client: Client;
  readonly grant: Grant;
}

/**
 * Make an event handler that checks the payload first.
 * @param schema - of the payload
 * @param handle - decides on a payload that fits
 */
export const on =
  <S extends v.GenericSchema>(
    schema: S,
    handle: (session: Session, payload: v.InferOutput<S>) => Outcome,
  ): EventHandler =>
  (session, payload) => {
    const parsed = v.safeParse(schema, payload);
    return parsed.success ? handle(session, parsed.output) : refused(badMessage(parsed.issues[0]));
  };

/** What a dispatcher works with. */
export interface DispatcherOptions {
  /** By event name. */
  readonly handlers: Readonly<Record<string, EventHandler>>;
  /** How much one socket may send. */
  readonly rate: Rate;
  readonly log: Log;
  readonly onRefused: (refusal: Refusal) => void;
  readonly deliver: (delivery: Delivery) => void;
  /** End a socket. */
  readonly end: (socketId: string) => void;
}

type Answer = (answer: object) => void;

const isAnswer = (value: unknown): value is Answer => typeof value === 'function';

/** Takes every event of every client, whatever is in it, and sees to it that it is answered. */
export class Dispatcher {
  readonly #options: DispatcherOptions;

  /** @param options - what it works with */
  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /**
   * Make the listener for all events of one client; it never throws.
   * @param session - the client
   * @returns a listener for the event's name and arguments; a last argument that is a function gets the answer
   */
  listenerFor(session: Session): (name: unknown, ...args: unknown[]) => void {
    const bucket = new TokenBucket(this.#options.rate, Date.now());
    let isThrottled = false;
    return (name, ...args) => {
      const event = String(name);
      const answer = args.find(isAnswer);
      if (bucket.take(Date.now())) {
        isThrottled = false;
        this.#handle(session, event, args[0], answer);
        return;
      }
      const refusal = tooManyEvents(this.#options.rate.perSec);
      this.#options.onRefused(refusal);
      answer?.(refusal);
      if (!isThrottled) this.#logRefusal(session, event, refusal);
      isThrottled = true;
    };
  }

  #handle(session: Session, event: string, payload: unknown, answer: Answer | undefined) {
    const outcome = this.#decide(session, event, payload);
    if (!outcome.answer.ok) {
      this.#options.onRefused(outcome.answer);
      this.#logRefusal(session, event, outcome.answer);
    }
    answer?.(outcome.answer);
    for (const delivery of outcome.deliveries) this.#options.deliver(delivery);
    for (const socketId of outcome.superseded) this.#options.end(socketId);
  }

  #decide(session: Session, event: string, payload: unknown): Outcome {
    const { handlers, log } = this.#options;
    const expired = checkExpiry(session.grant, Date.now());
    if (expired) return refused(expired);
    const handler = Object.hasOwn(handlers, event) ? handlers[event] : undefined;
    if (!handler) return refused(unknownEvent());
    try {
      return handler(session, payload);
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log({ level: 'error', message: 'handler failed', fields: { event, reason } });
      return refused(tryAgain());
    }
  }

  #logRefusal({ client }: Session, event: string, { code, message }: Refusal) {
    const fields = { event: event.slice(0, 64), code, clientId: client.clientId, reason: message };
    this.#options.log({ level: 'warn', message: 'refused', fields });
  }
}
