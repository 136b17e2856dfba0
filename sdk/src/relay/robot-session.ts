import type { Signal } from '../protocol.js';
import type { RobotSideConnection } from './robot-side-connection.js';

/** How long an operator that lost both the relay and the link may stay away, in ms, before its connection ends. */
export const ABSENCE_GRACE_MS = 10_000;

/** What a {@link RobotSession} needs. */
export interface RobotSessionOptions {
  readonly connection: RobotSideConnection;
  /** Settles when the connection's user has put in all it wants; the first offer waits for it. */
  readonly prepared: Promise<unknown>;
  readonly iceServers: () => RTCIceServer[];
  readonly send: (sessionId: string, signal: Signal) => void;
}

/** The robot's side of signalling for one operator: answers its offers, ends when it is gone for good. */
export class RobotSession {
  readonly #options: RobotSessionOptions;
  #sessionId = '';
  #lastOffer: string | undefined;
  #present = true;
  #prepared = false;
  #early: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #graceMs = ABSENCE_GRACE_MS;

  constructor(options: RobotSessionOptions) {
    this.#options = options;
    options.connection.onConnectionStateChange(() => {
      this.#review();
    });
    options.connection.onClose(() => {
      clearTimeout(this.#timer);
    });
    const go = (): void => {
      this.#prepared = true;
      for (const task of this.#early.splice(0)) task();
    };
    options.prepared.then(go, (error: unknown) => {
      options.connection._fail(error as Error);
    });
  }

  /** A signal of the operator; an offer of a new session starts a new link. */
  receive(sessionId: string, signal: Signal): void {
    if (!this.#prepared) {
      this.#early.push(() => {
        this.receive(sessionId, signal);
      });
      return;
    }
    if (sessionId !== this.#sessionId) {
      if (signal.type !== 'offer') return;
      this.#open(sessionId);
    }
    if (signal.type === 'offer') {
      // Sent twice, as its sender could not know whether it had arrived: it counts once.
      if (signal.sdp === this.#lastOffer) return;
      this.#lastOffer = signal.sdp;
    }
    this.#options.connection._signal(signal);
  }

  /** The relay sees the operator. */
  arrive(): void {
    this.#present = true;
    this.#review();
  }

  /** The relay no longer sees the operator; a link that is up outlives that. */
  leave(): void {
    this.#present = false;
    this.#review();
  }

  /** Without the relay and without a link there is nobody: the connection ends, after a time of grace. */
  #review(): void {
    const { connection } = this.#options;
    clearTimeout(this.#timer);
    if (this.#present || connection.connectionState === 'connected' || connection.closed) return;
    this.#timer = setTimeout(() => {
      void connection.close();
    }, this.#graceMs);
  }

  #open(sessionId: string): void {
    const { connection, iceServers, send } = this.#options;
    if (connection.closed) return;
    this.#sessionId = sessionId;
    this.#lastOffer = undefined;
    this.#graceMs = ABSENCE_GRACE_MS;
    connection._open({
      initiator: false,
      sessionId,
      rtcConfiguration: { iceServers: iceServers() },
      onSignal: (signal) => {
        send(sessionId, signal);
      },
      onLost: (error) => {
        connection._markDisconnected();
        // An orderly end by an operator that the relay has lost as well, or soon does: its page is gone.
        if (!error) this.#graceMs = 0;
        this.#review();
      },
    });
  }
}
