import { isAtRest, type DriveAxes, type DriveWish } from './drive-command.js';

/**
 * Makes one command of several inputs in a page. Who moves first leads, until it is let go; what else is held then counts for
 * nothing until it was let go, too. So no input can end, or take over, what another one does.
 */
export class DriveMixer {
  readonly #put: (command: DriveWish) => void;
  #leader: object | undefined;
  readonly #mustLetGo = new WeakSet<object>();

  /** @param put - where commands go */
  constructor(put: (command: DriveWish) => void) {
    this.#put = put;
  }

  /** Whether `input` is what drives. */
  leads(input: object): boolean {
    return this.#leader === input;
  }

  /** An input has moved: how far it is pushed, and the command for that. */
  put(input: object, axes: DriveAxes, command: DriveWish): void {
    if (isAtRest(axes)) {
      this.#mustLetGo.delete(input);
      if (this.#leader !== input) return;
      this.#leader = undefined;
    } else {
      if (this.#leader !== undefined && this.#leader !== input) this.#mustLetGo.add(input);
      if (this.#mustLetGo.has(input)) return;
      this.#leader = input;
    }
    this.#put(command);
  }
}
