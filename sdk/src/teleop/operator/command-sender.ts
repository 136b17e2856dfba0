import { isNeutral, NEUTRAL, neutralOf, type Command } from '../shared/command.js';

/** Commands per second at most, and how often an operator's page looks around. */
export const COMMAND_RATE_HZ = 30;

/** How often neutral is said again, as it may get lost. */
const NEUTRAL_REPEATS = 10;

/**
 * Paces what goes out: the newest command, at once if that is not too soon after the one before, again and again
 * while it asks for motion, and some times after that.
 */
export class CommandSender {
  readonly #minGapMs: number;
  #sentMs = -Infinity;
  #last: Command = NEUTRAL;
  #repeats = 0;

  /** @param rateHz - commands per second at most */
  constructor(rateHz: number) {
    // A timer that is a little early must not cost every other command.
    this.#minGapMs = 1000 / rateHz - 2;
  }

  /** Nothing was sent yet under this grant: neutral is due. */
  restart(): void {
    this.#repeats = NEUTRAL_REPEATS;
  }

  /**
   * What is to be sent now, if anything.
   * @param wanted - what the operator wants; undefined: neutral
   * @param insist - go on saying neutral
   */
  next(wanted: Command | undefined, nowMs: number, insist: boolean): Command | undefined {
    const command = wanted ?? neutralOf(this.#last);
    const stops = isNeutral(command);
    const stopsNow = stops && !isNeutral(this.#last);
    // Letting go never waits.
    if (!stopsNow && nowMs - this.#sentMs < this.#minGapMs) return undefined;
    if (!stops || stopsNow) this.#repeats = NEUTRAL_REPEATS;
    else if (!insist && this.#repeats-- <= 0) return undefined;
    this.#sentMs = nowMs;
    this.#last = command;
    return command;
  }
}
