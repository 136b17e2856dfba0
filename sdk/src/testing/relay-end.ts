import type { RtcErrorCode } from '../errors.js';
import type { SocketEvent } from '../relay/machines/socket-machine.js';
import type { VirtualClock } from './virtual-clock.js';

/** What may be wrong, and what a test turns on and off. */
export interface Conditions {
  relay: boolean;
  /** Without its store a relay answers `try-again`. */
  store: boolean;
  /** A relay that is frozen takes connections and answers nothing. */
  answers: boolean;
  /** Whether the relay tells of robots that come and go. */
  presence: boolean;
  robot: boolean;
  /** Whether offers that the relay has taken reach the robot. */
  delivery: boolean;
  /** Whether media finds a way between the two. */
  path: boolean;
  /** Whether it is found when all ways are tried; otherwise only a TURN server's, tried alone, leads through. */
  direct: boolean;
  /** Whether there is a TURN server. */
  turn: boolean;
  /** Whether the relay takes offers with a join; older ones leave them out. */
  offers: boolean;
  token: boolean;
}

/** All is well. */
export const ALL_WELL: Conditions = {
  ...{ relay: true, store: true, answers: true, presence: true },
  ...{ robot: true, delivery: true, path: true, direct: true, turn: true },
  ...{ offers: true, token: true },
};

/** How long anything takes from one to the next. */
export const HOP_MS = 20;
const ANSWER_LIMIT_MS = 10_000;

/** A relay's end of one operator's sockets. */
export class RelayEnd {
  /** Whether it has the operator in the robot's room. */
  isInRoom = false;
  readonly #now: Conditions;
  readonly #clock: VirtualClock;
  readonly #onSocket: (event: SocketEvent) => void;
  #newest = 0;
  #open: number | undefined;
  /** A socket whose other end is gone without a word. */
  #deaf: number | undefined;

  constructor(now: Conditions, clock: VirtualClock, onSocket: (event: SocketEvent) => void) {
    this.#now = now;
    this.#clock = clock;
    this.#onSocket = onSocket;
  }

  open(socket: number): void {
    this.#newest = socket;
    this.#clock.later(HOP_MS, () => {
      const { relay, answers, store } = this.#now;
      if (!relay) this.#onSocket({ type: 'lost', socket, message: 'refused' });
      else if (answers && !store) {
        const refusal = { ok: false, code: 'try-again', message: 'no store' } as const;
        this.#onSocket({ type: 'refused', socket, refusal });
      } else if (answers && this.#newest === socket) {
        this.#open = socket;
        this.#onSocket({ type: 'opened', socket });
      }
    });
  }

  close(): void {
    this.#newest = 0;
    this.#open = undefined;
  }

  /** The relay's process has ended. */
  lose(): void {
    const socket = this.#open;
    this.#open = undefined;
    this.isInRoom = false;
    if (socket !== undefined) this.#onSocket({ type: 'lost', socket, message: 'relay gone' });
  }

  deafen(): void {
    this.#deaf = this.#open;
  }

  /** Tell the operator something, if its socket is still there then. */
  push(ms: number, task: () => void): void {
    const socket = this.#open;
    this.#clock.later(ms, () => {
      if (socket !== undefined && this.#open === socket && this.#deaf !== socket) task();
    });
  }

  /** Once asked, the relay acts, answers or refuses; and both ways take their time. */
  request(act: () => (() => void) | RtcErrorCode, refuse: (code: RtcErrorCode) => void): void {
    const socket = this.#open;
    this.#clock.later(HOP_MS, () => {
      if (socket === undefined || this.#open !== socket) refuse('relay-unreachable');
      else if (!this.#now.answers || this.#deaf === socket) this.#stayMute(socket, refuse);
      else this.#answer(socket, this.#now.store ? act() : 'try-again', refuse);
    });
  }

  #answer(
    socket: number,
    outcome: (() => void) | RtcErrorCode,
    refuse: (code: RtcErrorCode) => void,
  ): void {
    this.#clock.later(HOP_MS, () => {
      if (this.#open !== socket) refuse('relay-unreachable');
      else if (typeof outcome === 'function') outcome();
      else refuse(outcome);
    });
  }

  #stayMute(socket: number, refuse: (code: RtcErrorCode) => void): void {
    this.#clock.later(ANSWER_LIMIT_MS, () => {
      if (this.#open === socket) this.#onSocket({ type: 'unanswered' });
      refuse('relay-unreachable');
    });
  }
}
