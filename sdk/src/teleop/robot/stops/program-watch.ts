import type { ProgramState } from '../../shared/wire.js';

/** What becomes of a program that drives the motors and is a process of its own. */
export type ProgramEvent =
  /** It was started, and has not said anything yet. */
  | 'started'
  /** It has said something, or takes what it is told again. */
  | 'ready'
  /** It was asked for a sign of life. */
  | 'asked'
  /** It has given it. */
  | 'answered'
  /** It takes nothing of what it is told. */
  | 'stuck'
  /** It has ended, or closed its input or output. */
  | 'lost';

/** When a program counts as silent, and whether it must be watched. */
export interface ProgramWatchOptions {
  /** Longest time that a sign of life may take, in ms. */
  readonly timeoutMs: number;
  /** Whether a program that has never given a sign of life may move nothing. */
  readonly requireProgramHeartbeat: boolean;
}

/**
 * Watches over the program that drives the motors, where that is a process of its own. A machine of plain values: it is
 * told what happens and what time it is.
 */
export class ProgramWatch {
  readonly #options: ProgramWatchOptions;
  #phase: 'none' | 'starting' | 'lost' | 'ready' = 'none';
  #hasAnswered = false;
  /** Since when it owes a sign of life. */
  #owingSinceMs: number | undefined;

  constructor(options: ProgramWatchOptions) {
    this.#options = options;
  }

  /** When it turns silent, if it goes on owing a sign of life. */
  get dueMs(): number | undefined {
    if (this.#phase !== 'ready' || this.#owingSinceMs === undefined) return undefined;
    return this.#owingSinceMs + this.#options.timeoutMs;
  }

  /** How it stands; undefined where no program was ever started. */
  state(nowMs: number): ProgramState | undefined {
    switch (this.#phase) {
      case 'none':
        return undefined;
      case 'ready':
        if (this.dueMs !== undefined && nowMs > this.dueMs) return 'silent';
        return this.#hasAnswered ? 'live' : 'unwatched';
      default:
        return this.#phase;
    }
  }

  /** Whether motion may be handed to it. */
  allowsMotion(nowMs: number): boolean {
    const state = this.state(nowMs);
    if (state === 'unwatched') return !this.#options.requireProgramHeartbeat;
    return state === undefined || state === 'live';
  }

  /** For how long it has owed a sign of life; since its end, where it is gone. */
  owingMs(nowMs: number): number {
    return this.#owingSinceMs === undefined ? 0 : nowMs - this.#owingSinceMs;
  }

  /** Note what became of it; says whether it stands differently now. */
  note(event: ProgramEvent, nowMs: number): boolean {
    const before = this.state(nowMs);
    switch (event) {
      case 'started':
        this.#begin('starting');
        break;
      case 'lost':
        this.#begin('lost');
        this.#owingSinceMs ??= nowMs;
        break;
      case 'ready':
        this.#phase = 'ready';
        this.#owingSinceMs = undefined;
        break;
      case 'asked':
        if (this.#hasAnswered) this.#owingSinceMs ??= nowMs;
        break;
      case 'answered':
        this.#hasAnswered = true;
        this.#owingSinceMs = undefined;
        break;
      case 'stuck':
        this.#owingSinceMs ??= nowMs;
        break;
    }
    return this.state(nowMs) !== before;
  }

  /** One that is started in the place of one that was lost is owed for, until it speaks. */
  #begin(phase: 'starting' | 'lost'): void {
    this.#phase = phase;
    this.#hasAnswered = false;
  }
}
