import type { Refusal } from '@rtcbot-web/sdk/protocol';
import * as v from 'valibot';
import { checkExpiry, type Grant } from './grant.js';
import type { Log } from './log.js';
import { refused, type Client, type Delivery, type Outcome } from './outcome.js';
import { badMessage, tooManyEvents, tryAgain, unknownEvent } from './refusal.js';
import { RegistryUnreachable, type Soon } from './registry.js';
import { TokenBucket, type Rate } from './token-bucket.js';

/** Decides on one kind of event; the payload is as it came. */
export type EventHandler = (session: Session, payload: unknown) => Soon<Outcome>;

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
    handle: (session: Session, payload: v.InferOutput<S>) => Soon<Outcome>,
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
  /** An event has been answered. */
  readonly onHandled: (event: string, outcome: Outcome, seconds: number) => void;
  readonly deliver: (delivery: Delivery) => void;
  /** End a socket; `heir`: the newer socket of the same client. */
  readonly end: (socketId: string, heir?: string) => void;
}

/** The events of one client. */
export interface EventStream {
  /**
   * Take an event; never throws. A last argument that is a function gets the answer.
   */
  readonly take: (name: unknown, ...args: unknown[]) => void;
  /** Settles when all that was taken has been handled; undefined if it has been. */
  readonly pending: () => Promise<void> | undefined;
}

type Answer = (answer: object) => void;

/** Who goes on after that many refusals is cut off. */
const PATIENCE: Rate = { perSec: 20, burst: 1000 };

const isAnswer = (value: unknown): value is Answer => typeof value === 'function';

/** Takes every event of every client, whatever is in it, and sees to it that it is answered. */
export class Dispatcher {
  readonly #options: DispatcherOptions;

  /** @param options - what it works with */
  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /**
   * Make the stream of all events of one client; they are handled one after the other.
   * @param session - the client
   */
  streamFor(session: Session): EventStream {
    const pass = this.#throttle(session);
    let pending: Promise<void> | undefined;
    const take = (name: unknown, ...args: unknown[]) => {
      const event = String(name);
      const answer = args.find(isAnswer);
      if (!pass(event, answer)) return;
      const handle = () => this.#handle(session, event, args[0], answer);
      const work = pending ? pending.then(handle) : handle();
      if (!work) return;
      const settled = work.finally(() => {
        if (pending === settled) pending = undefined;
      });
      pending = settled;
    };
    return { take, pending: () => pending };
  }

  /** Refuses what comes too fast, and ends who does not stop. */
  #throttle(session: Session): (event: string, answer: Answer | undefined) => boolean {
    const { rate, onRefused, end } = this.#options;
    const bucket = new TokenBucket(rate, Date.now());
    let patience: TokenBucket | undefined;
    let isThrottled = false;
    return (event, answer) => {
      const nowMs = Date.now();
      if (bucket.take(nowMs)) {
        isThrottled = false;
        return true;
      }
      const refusal = tooManyEvents(rate.perSec);
      onRefused(refusal);
      patience ??= new TokenBucket(PATIENCE, nowMs);
      if (patience.take(nowMs)) answer?.(refusal);
      else end(session.client.socketId);
      if (!isThrottled) this.#logRefusal(session, event, refusal);
      isThrottled = true;
      return false;
    };
  }

  #handle(
    session: Session,
    event: string,
    payload: unknown,
    answer: Answer | undefined,
  ): Promise<void> | undefined {
    const startedMs = performance.now();
    const finish = (outcome: Outcome) => {
      this.#finish(session, event, outcome, answer);
      this.#options.onHandled(event, outcome, (performance.now() - startedMs) / 1000);
    };
    const outcome = this.#decide(session, event, payload);
    if (outcome instanceof Promise)
      return outcome.catch((error: unknown) => this.#failed(event, error)).then(finish);
    finish(outcome);
    return undefined;
  }

  #finish(session: Session, event: string, outcome: Outcome, answer: Answer | undefined) {
    if (!outcome.answer.ok) {
      this.#options.onRefused(outcome.answer);
      this.#logRefusal(session, event, outcome.answer);
    }
    answer?.(outcome.answer);
    for (const delivery of outcome.deliveries) this.#options.deliver(delivery);
    for (const socketId of outcome.superseded) this.#options.end(socketId, session.client.socketId);
  }

  #decide(session: Session, event: string, payload: unknown): Soon<Outcome> {
    const { handlers } = this.#options;
    const expired = checkExpiry(session.grant, Date.now());
    if (expired) return refused(expired);
    const handler = Object.hasOwn(handlers, event) ? handlers[event] : undefined;
    if (!handler) return refused(unknownEvent());
    try {
      return handler(session, payload);
    } catch (error) {
      return this.#failed(event, error);
    }
  }

  #failed(event: string, error: unknown): Outcome {
    if (!(error instanceof RegistryUnreachable)) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#options.log({
        level: 'error',
        message: 'handler failed',
        fields: { event: event.slice(0, 64), reason },
      });
    }
    return refused(tryAgain());
  }

  #logRefusal({ client }: Session, event: string, { code, message }: Refusal) {
    const fields = { event: event.slice(0, 64), code, clientId: client.clientId, reason: message };
    this.#options.log({ level: 'warn', message: 'refused', fields });
  }
}
