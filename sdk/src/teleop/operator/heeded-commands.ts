import { isNeutral, type Command } from '../shared/command.js';

/** How long a robot may take to move on what it is asked for before its driver is told that it does not. */
const PATIENCE_MS = 300;

/**
 * Whether the robot moves on what this page asks for. Heartbeats may come through while commands are lost or come too late: then
 * nothing stops the robot, as it has not begun to move, and it would stand still without a reason. A machine of plain values.
 */
export class HeededCommands {
  readonly #onChange: (areIgnored: boolean) => void;
  #askingSinceMs: number | undefined;
  #areIgnored = false;

  /** @param onChange - called when `areIgnored` changes */
  constructor(onChange: (areIgnored: boolean) => void) {
    this.#onChange = onChange;
  }

  /** Whether the robot has taken none for too long. */
  get areIgnored(): boolean {
    return this.#areIgnored;
  }

  /** This is what the robot is asked for now; undefined: to rest. */
  ask(wanted: Command | undefined, nowMs: number): void {
    if (wanted && !isNeutral(wanted)) {
      this.#askingSinceMs ??= nowMs;
    } else {
      this.#askingSinceMs = undefined;
      this.#set(false);
    }
  }

  /**
   * The robot has answered a heartbeat.
   * @param sentMs - when that was sent
   * @param moves - whether the robot moved on our commands then; a robot of an older version does not say
   */
  answered(sentMs: number, moves: boolean | undefined): void {
    if (this.#askingSinceMs === undefined || sentMs - this.#askingSinceMs < PATIENCE_MS) return;
    this.#set(moves === false);
  }

  #set(areIgnored: boolean): void {
    if (areIgnored === this.#areIgnored) return;
    this.#areIgnored = areIgnored;
    this.#onChange(areIgnored);
  }
}
