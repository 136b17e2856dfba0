import type { Signal } from './relay-messages.js';
import type { RobotSideConnection } from './robot-side-connection.js';
import { RepeatableSignals } from './signals/repeatable-signals.js';
import type { SignalPacer } from './signals/signal-pacer.js';

/** How long an operator that lost both the relay and the link may stay away, in ms, before its connection ends. */
export const ABSENCE_GRACE_MS = 10_000;

/** How long an operator that was cut off gets no new link, in ms: its page, which dials again after 15 s, comes back by itself. */
const REST_MS = 10_000;

/** Pause, in ms, between two times that an answer is sent anew: an operator may ask for it as often as it likes. */
const REPEAT_AFTER_MS = 1000;

/** What a {@link RobotSession} needs. */
export interface RobotSessionOptions {
  readonly connection: RobotSideConnection;
  /** Settles when the connection's user has put in all it wants; the first offer waits for it. */
  readonly prepared: Promise<unknown>;
  readonly iceServers: () => RTCIceServer[];
  /** Of this operator, over all its connections. */
  readonly pacer: SignalPacer;
  readonly send: (sessionId: string, signal: Signal) => void;
}

/** The robot's side of signalling for one operator: answers its offers, ends when it is gone for good. */
export class RobotSession {
  readonly #options: RobotSessionOptions;
  #sessionId = '';
  #lastOffer: string | undefined;
  readonly #answered = new RepeatableSignals();
  #repeatedMs = -Infinity;
  #present = true;
  #prepared = false;
  #signalTimer: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #graceMs = ABSENCE_GRACE_MS;

  constructor(options: RobotSessionOptions) {
    this.#options = options;
    options.connection.onConnectionStateChange(() => {
      this.#review();
    });
    options.connection.onClose(() => {
      clearTimeout(this.#timer);
      clearTimeout(this.#signalTimer);
    });
    options.connection._cutOff = () => {
      this.#sessionId = '';
      options.connection._markDisconnected();
      options.pacer.rest(REST_MS, performance.now());
    };
    const go = (): void => {
      this.#prepared = true;
      this.#applySignals();
    };
    options.prepared.then(go, (error: unknown) => {
      options.connection._fail(error as Error);
    });
  }

  /** A signal of the operator; an offer of a new session starts a new link. */
  onSignal(sessionId: string, signal: Signal): void {
    if (signal.type === 'offer') {
      // Sent twice, as its sender could not know whether it had arrived: it counts once.
      const offer = `${sessionId} ${signal.sdp}`;
      if (offer === this.#lastOffer) {
        this.#repeatAnswer(sessionId);
        return;
      }
      this.#lastOffer = offer;
      this.#answered.clear();
    }
    const tooMuch = this.#options.pacer.add({ sessionId, signal });
    if (tooMuch !== undefined) this.#options.connection._refuseSignal(tooMuch);
    this.#applySignals();
  }

  /** What went to the operator may have been lost with its socket. */
  #repeatAnswer(sessionId: string): void {
    const nowMs = performance.now();
    if (nowMs - this.#repeatedMs < REPEAT_AFTER_MS) return;
    this.#repeatedMs = nowMs;
    for (const { signal } of this.#answered.of(sessionId)) this.#options.send(sessionId, signal);
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

  /** Takes in what is due, and comes back for the rest. */
  #applySignals(): void {
    const { pacer, connection } = this.#options;
    clearTimeout(this.#signalTimer);
    if (!this.#prepared || connection.closed) return;
    for (let next = pacer.next(performance.now()); next; next = pacer.next(performance.now())) {
      if (next.sessionId !== this.#sessionId && next.signal.type !== 'offer') continue;
      if (next.sessionId !== this.#sessionId) this.#open(next.sessionId);
      connection._signal(next.signal);
    }
    const waitMs = pacer.waitMs(performance.now());
    if (waitMs === undefined) return;
    this.#signalTimer = setTimeout(() => {
      this.#applySignals();
    }, waitMs + 1);
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
    this.#graceMs = ABSENCE_GRACE_MS;
    connection._open({
      initiator: false,
      sessionId,
      rtcConfiguration: { iceServers: iceServers() },
      onSignal: (signal) => {
        this.#answered.add({ sessionId, signal });
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
