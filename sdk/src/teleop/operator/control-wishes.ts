import { RtcError } from '../../errors.js';
import type { ControlState } from './control-state.js';
import type { ControlReason } from '../shared/wire.js';

const REFUSALS: Partial<Record<ControlReason, string>> = {
  viewer: 'No control: a viewer may look, never drive. It takes a token of role operator.',
  denied: 'No control: the driver, or the robot itself, said no.',
  expired: 'No control: the token has expired. Connect with a new one.',
  timeout: 'No control: the driver did not hand over in time. Ask again.',
};

interface Wish {
  readonly resolve: (state: ControlState) => void;
  readonly reject: (error: Error) => void;
}

/** Calls of `requestControl` that the robot has not answered yet. */
export class ControlWishes {
  readonly #wishes = new Set<Wish>();

  /** Whether anybody waits. */
  get any(): boolean {
    return this.#wishes.size > 0;
  }

  /** Settles with the robot's answer. */
  add(): Promise<ControlState> {
    return new Promise((resolve, reject) => this.#wishes.add({ resolve, reject }));
  }

  /** The robot has given control. */
  grant(state: ControlState): void {
    for (const { resolve } of this.#wishes) resolve(state);
    this.#wishes.clear();
  }

  /** The robot has refused, or it is over. */
  refuse(why: ControlReason | Error): void {
    const error =
      why instanceof Error
        ? why
        : new RtcError('control-denied', REFUSALS[why] ?? `No control: ${why}.`);
    for (const { reject } of this.#wishes) reject(error);
    this.#wishes.clear();
  }
}
