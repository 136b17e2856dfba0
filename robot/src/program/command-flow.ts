import { isNeutral } from '@rtcbot-web/sdk/teleop';

/** A command on its way to the program that drives the motors. */
export interface WaitingCommand {
  readonly operator: string;
  readonly data: unknown;
  /** When the operator's page sent it, or later. */
  readonly sinceMs: number;
  /** When what the operator saw then was captured; undefined if that is not known. */
  readonly pictureAtMs?: number | undefined;
}

/**
 * Which command a program is told next: the newest, and only once it has read what came before. So a program that was
 * frozen finds one command for motion at most when it goes on. A machine of plain values.
 */
export class CommandFlow {
  readonly #maxWaitMs: number;
  #waiting: (WaitingCommand & { readonly cameMs: number }) | undefined;
  #moves = false;

  /** @param maxWaitMs - what has waited for longer is never handed on */
  constructor(maxWaitMs: number) {
    this.#maxWaitMs = maxWaitMs;
  }

  /** Whether one waits. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** A command has come. */
  offer(command: WaitingCommand, nowMs: number): void {
    this.#waiting = { ...command, cameMs: nowMs };
  }

  /**
   * Take what is to be written now, if anything. Letting go never waits.
   * @param hasRead - whether the program has read all that was written
   */
  take(
    hasRead: boolean,
    nowMs: number,
  ): (WaitingCommand & { readonly moves: boolean }) | undefined {
    const waiting = this.#waiting;
    if (!waiting) return undefined;
    const { cameMs, ...command } = waiting;
    const moves = !isNeutral(command.data);
    if (!hasRead && (moves || !this.#moves)) return undefined;
    this.#waiting = undefined;
    if (moves && nowMs - cameMs > this.#maxWaitMs) return undefined;
    this.#moves = moves;
    return { ...command, moves };
  }
}
