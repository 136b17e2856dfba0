import { vi } from 'vitest';
import type { RtcError } from '../errors.js';
import { ExposedMethods, type CallContext } from '../calls/exposed-methods.js';
import { IncomingCalls } from '../calls/incoming-calls.js';
import { OutgoingCalls } from '../calls/outgoing-calls.js';

/** Lets everything happen that waits for nothing. */
export const tick = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined);

/** A caller and who is called, with links between them that are cut and mended. */
export class World {
  readonly methods = new ExposedMethods<string>();
  readonly caller = new OutgoingCalls();
  role: string | undefined = 'operator';
  isStopped = false;
  called = this.#newCalled();
  /** What went over the present link. */
  readonly requests: unknown[] = [];
  readonly replies: unknown[] = [];
  #link = 0;
  loses: (message: object) => boolean = () => false;

  #newCalled(): IncomingCalls<string> {
    return new IncomingCalls<string>({
      caller: 'ann',
      find: (method) => this.methods.find(method),
      role: () => this.role,
      isStopped: () => this.isStopped,
    });
  }

  /** The one that is called has died, and another one takes its place. */
  restart(): void {
    this.called.close();
    this.called = this.#newCalled();
  }

  cut(): void {
    this.#link++;
  }

  mend(): void {
    const link = ++this.#link;
    const carry = (log: unknown[], take: (message: unknown) => void) => (message: object) => {
      log.push(message);
      const text = JSON.stringify(message);
      queueMicrotask(() => {
        if (link === this.#link && !this.loses(message)) take(JSON.parse(text));
      });
      return link === this.#link;
    };
    this.called.linkUp(
      carry(this.replies, (message) => {
        this.caller.receive(message);
      }),
    );
    this.caller.linkUp(
      carry(this.requests, (message) => {
        this.called.receive(message);
      }),
    );
  }
}

/** `done`, or the code of the error. */
export const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'done',
    (error: unknown) => (error as RtcError).code,
  );
/** Exposes a method that is done when the test says so. */
export function exposeSlow(world: World, method = 'slow', options = {}) {
  const runs: (CallContext & { done: (value?: unknown) => void; fail: (why: Error) => void })[] =
    [];
  world.methods.expose(
    method,
    (_, __, context) =>
      new Promise((done, fail) => {
        runs.push({ ...context, done, fail });
      }),
    options,
  );
  return runs;
}
