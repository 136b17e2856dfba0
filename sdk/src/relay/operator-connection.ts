import type { RtcError } from '../errors.js';
import { SilenceWatch } from '../connection/path-silence.js';
import { RTCConnection } from '../connection/rtc-connection.js';
import type { RTCConnectionOptions } from '../connection/rtc-connection-options.js';
import { Listeners, type ListenOptions } from '../subscriptions/listeners.js';
import type { Subscriber } from '../subscriptions/subscription.js';
import { createOperatorTeleop } from '../teleop/shared/channels.js';
import type { ControlState } from '../teleop/operator/control-state.js';
import type { Liveness } from '../teleop/operator/liveness.js';
import type { OperatorCommands } from '../teleop/operator/operator-commands.js';
import type { OperatorTeleop } from '../teleop/operator/operator-teleop.js';
import type { ReceivedTelemetry } from '../teleop/operator/received-telemetry.js';
import type { PeerLink } from '../connection/negotiation/peer-link.js';
import type { FirstOffer, Signal } from './relay-messages.js';
import { UNTOUCHED, type Healing, type HealingCounts } from './machines/healing.js';
import { OperatorSession } from './operator-session.js';
import { AnswerGate } from './robot-key/answer-gate.js';
import { robotKeyTrust, type TrustedRobotKey } from './robot-key/robot-key-trust.js';
import type { RelaySocket } from './relay-socket.js';

/** Options of `relay.connect()`. */
export interface ConnectOptions extends RTCConnectionOptions {
  /** Wait for a robot that is offline; default true. Otherwise the connection ends with `robot-offline`. */
  readonly wait?: boolean | undefined;
  /**
   * The robot's public key, as `rtcbot-robot key` prints it: there is a call only with a robot that proves to have it. Several,
   * as a list or separated by spaces, while one replaces another; `first-use`: the first one that this browser gets to see.
   * Without it, whoever the relay connects is trusted. See docs/security.md.
   */
  readonly robotKey?: TrustedRobotKey | undefined;
}

/**
 * An operator's connection to a robot, through a relay. It mends itself: when the network, the relay or the
 * robot comes back, the same object goes on.
 */
export class OperatorConnection extends RTCConnection {
  /** The robot's id at the relay. */
  readonly robotId: string;
  readonly #presence = new Listeners<boolean>();
  readonly #troubles = new Listeners<RtcError>();
  readonly #healings = new Listeners<Healing | undefined>();
  readonly #session: OperatorSession;
  #robotOnline: boolean | undefined;
  #relayError: RtcError | undefined;
  #healing = UNTOUCHED;
  #teleop: OperatorTeleop | undefined;
  #silenceWatch: SilenceWatch | undefined;
  readonly #gate: AnswerGate;
  #robotKey: string | undefined;

  /** Made by `relay.connect()`. @internal */
  constructor(socket: RelaySocket, robotId: string, options: ConnectOptions) {
    super(options);
    this.robotId = robotId;
    this.onRobotOnline = this.onRobotOnline.bind(this);
    this.onRelayError = this.onRelayError.bind(this);
    this.onHealing = this.onHealing.bind(this);
    this.requestControl = this.requestControl.bind(this);
    this.releaseControl = this.releaseControl.bind(this);
    this.onControl = this.onControl.bind(this);
    this.onLiveness = this.onLiveness.bind(this);
    this.#gate = new AnswerGate({
      robotId,
      trust: robotKeyTrust(options.robotKey, `${socket.url} ${robotId}`),
      deliver: (signal) => {
        super._signal(signal);
      },
      onVerified: (key) => {
        this.#robotKey = key;
      },
      onRefused: (error) => {
        this._fail(error);
      },
    });
    this.#session = new OperatorSession({
      socket,
      robotId,
      wait: options.wait ?? true,
      connection: this,
      rtcConfiguration: options.rtcConfiguration,
      onPresence: (online) => {
        if (online === this.#robotOnline) return;
        this.#robotOnline = online;
        this.#presence.emit(online);
      },
      onTrouble: (error) => {
        this.#relayError = error;
        if (error) this.#troubles.emit(error);
      },
      onHealing: (record) => {
        this.#healing = record;
        this.#healings.emit(record.now);
      },
    });
    // Whatever the caller subscribes and puts in this turn belongs into the first offer.
    queueMicrotask(() => {
      if (!this.closed) this.#session.start();
    });
  }

  /** Whether the relay knows the robot as online; undefined until it has said so. */
  get robotOnline(): boolean | undefined {
    return this.#robotOnline;
  }

  /** The public key that the robot has proved to have; undefined before that, and for a robot without one. */
  get robotKey(): string | undefined {
    return this.#robotKey;
  }

  /** Why the relay cannot be reached at the moment, if so. Media may flow all the same. */
  get relayError(): RtcError | undefined {
    return this.#relayError;
  }

  /** What is being done about a connection that was well and is not; undefined while it is well, and before it was. */
  get healing(): Healing | undefined {
    return this.#healing.now;
  }

  /** How often each step of healing was begun since `connect()`. */
  get healingCounts(): HealingCounts {
    return this.#healing.counts;
  }

  /** Call `listener` with each step of healing, and with undefined when it is well again. */
  onHealing<S extends Subscriber<Healing | undefined>>(listener: S, options?: ListenOptions): S {
    return this.#healings.add(listener, options);
  }

  /** Call `listener` when the robot comes (true) or goes (false). */
  onRobotOnline<S extends Subscriber<boolean>>(listener: S, options?: ListenOptions): S {
    return this.#presence.add(listener, options);
  }

  /** Call `listener` with each failure to reach the relay; it is tried again by itself. */
  onRelayError<S extends Subscriber<RtcError>>(listener: S, options?: ListenOptions): S {
    return this.#troubles.add(listener, options);
  }

  /**
   * All of driving. Below are shorthands for commands, telemetry, control and liveness, each of them whole. Heartbeats begin
   * when any of it is used for the first time.
   */
  get teleop(): OperatorTeleop {
    if (this.#teleop) return this.#teleop;
    const teleop = createOperatorTeleop(this);
    this.#teleop = teleop;
    if (!this.closed) this.#silenceWatch = this.#watchSilence(teleop);
    return teleop;
  }

  /** What the robot is to do now; newest wins. It counts once `requestControl` was granted. */
  get commands(): OperatorCommands {
    return this.teleop.commands;
  }

  /** What the robot tells of its state; newest wins. */
  get telemetry(): ReceivedTelemetry {
    return this.teleop.telemetry;
  }

  /** Whether what is on the screen is live. */
  get liveness(): Liveness {
    return this.teleop.liveness;
  }

  /** Call `listener` when it becomes live, stale or lost. */
  onLiveness<S extends Subscriber<Liveness>>(listener: S, options?: ListenOptions): S {
    return this.teleop.onLiveness(listener, options);
  }

  /** The driver, and everything else the robot says of control. */
  get control(): ControlState {
    return this.teleop.control;
  }

  /** Call `listener` when anything of `control` changes. */
  onControl<S extends Subscriber<ControlState>>(listener: S, options?: ListenOptions): S {
    return this.teleop.onControl(listener, options);
  }

  /**
   * Ask for control; resolves when the robot gives it.
   * @throws RtcError `control-denied`, as a rejection
   */
  requestControl(): Promise<ControlState> {
    return this.teleop.requestControl();
  }

  /** Give control back, or stop asking for it. The robot stops. */
  releaseControl(): void {
    this.teleop.releaseControl();
  }

  /** @internal */
  override _open(link: PeerLink): void {
    this.#robotKey = undefined;
    this.#gate.open(link.sessionId ?? '');
    const onSignal = (signal: Signal): void => {
      this.#gate.sent(signal);
      link.onSignal(signal);
    };
    super._open({ ...link, onSignal });
  }

  /** @internal */
  override async _takeOffer(): Promise<FirstOffer['signal']> {
    const offer = await super._takeOffer();
    this.#gate.sent(offer);
    return offer;
  }

  /** @internal */
  override _signal(signal: Signal): void {
    this.#gate.onSignal(signal);
  }

  #watchSilence(teleop: OperatorTeleop): SilenceWatch {
    return new SilenceWatch({
      isConnected: () => this.connectionState === 'connected',
      unansweredMs: () => teleop.silenceMs,
      report: () => this._report(),
      onSilent: () => {
        this.#session.tellSilence(true);
      },
      onHeard: () => {
        this.#session.tellSilence(false);
      },
    });
  }

  protected override async _close(): Promise<void> {
    this.#silenceWatch?.close();
    this.#teleop?._close();
    this.#session.end();
    this.#presence.clear();
    this.#troubles.clear();
    this.#healings.clear();
    await super._close();
  }
}
