import { SubscriptionClosed } from '../../errors.js';
import { randomId } from '../../relay/random-id.js';
import { Listeners, type ListenOptions } from '../../subscriptions/listeners.js';
import type { Subscriber } from '../../subscriptions/subscription.js';
import { COMMAND_RATE_HZ, CommandSender } from './command-sender.js';
import { Deadman } from './deadman.js';
import { EmergencyStop } from './emergency-stop.js';
import { estimatePictureAge, type FrameTimes, type PictureAge } from './glass-to-glass.js';
import { HeededCommands } from './heeded-commands.js';
import { Heartbeats } from './heartbeats.js';
import type { LinkQuality } from './link-clock.js';
import type { Liveness } from './liveness.js';
import { OperatorCommands } from './operator-commands.js';
import { NO_CONTROL, toControlState, type ControlState, whyLost } from './control-state.js';
import { ControlWishes } from './control-wishes.js';
import { ReceivedTelemetry } from './received-telemetry.js';
import { parseRobotMessage, type TeleopLink } from './teleop-link.js';
import type { ControlReason, OperatorMessage, RobotMessage, StateMessage } from '../shared/wire.js';

/** Driving, on the operator's side: see docs/teleop.md. It lives as long as its connection, over all its links. */
export class OperatorTeleop {
  /** What the robot is to do now; newest wins. */
  readonly commands: OperatorCommands;
  /** What the robot tells of its state; newest wins. */
  readonly telemetry: ReceivedTelemetry;
  readonly #link: TeleopLink;
  readonly #instance = randomId();
  readonly #deadman: Deadman;
  readonly #sender = new CommandSender(COMMAND_RATE_HZ);
  readonly #heartbeats = new Heartbeats();
  readonly #heeded = new HeededCommands((ignored) => {
    this.#setControl({ ...this.#control, ignored });
  });
  readonly #livenessChanges = new Listeners<Liveness>();
  readonly #controlChanges = new Listeners<ControlState>();
  readonly #wishes = new ControlWishes();
  readonly #emergency: EmergencyStop;
  #timer: ReturnType<typeof setInterval> | undefined;
  #state: StateMessage | undefined;
  #control: ControlState = NO_CONTROL;
  #liveness: Liveness = 'lost';
  #lostBecause: ControlReason | undefined;
  /** The grant that was given back; said again while the robot has not heard it. */
  #releasedEpoch: number | undefined;

  /** Made with its connection. @internal */
  constructor(link: TeleopLink) {
    this.#link = link;
    this.#deadman = new Deadman(link.hasAttention);
    this.commands = new OperatorCommands(this.#deadman, () => {
      this.#sendCommand(performance.now());
    });
    this.telemetry = new ReceivedTelemetry(() => this.#heartbeats.quality);
    this.#emergency = new EmergencyStop(() => {
      this.#tell({ type: 'stop' });
      this.#send({ type: 'stop' }, false);
    });
    this.#timer = setInterval(this._tick, 1000 / COMMAND_RATE_HZ);
  }

  /** Whether what is on the screen is live. */
  get liveness(): Liveness {
    return this.#liveness;
  }

  /** The driver, and everything else the robot says of control. */
  get control(): ControlState {
    return this.#control;
  }

  /** Round trip, jitter and clocks; undefined before the robot has answered. */
  get link(): LinkQuality | undefined {
    return this.#heartbeats.quality;
  }

  /** Time since the robot's last proof of life, in ms; undefined before the first. */
  get silenceMs(): number | undefined {
    const { proofMs } = this.#heartbeats;
    return proofMs === undefined ? undefined : performance.now() - proofMs;
  }

  /**
   * How old a picture on the screen is: `video.requestVideoFrameCallback((_, times) => teleop.pictureAge(times))`.
   * @returns undefined where the browser does not tell when pictures were captured (only Chromium does)
   */
  pictureAge(times: FrameTimes): PictureAge | undefined {
    return estimatePictureAge(times, this.link);
  }

  /** Call `listener` when it becomes live, stale or lost. */
  onLiveness<S extends Subscriber<Liveness>>(listener: S, options?: ListenOptions): S {
    return this.#livenessChanges.add(listener, options);
  }

  /** Call `listener` when anything of `control` changes. */
  onControl<S extends Subscriber<ControlState>>(listener: S, options?: ListenOptions): S {
    return this.#controlChanges.add(listener, options);
  }

  /**
   * Ask for control; resolves when the robot gives it. Who holds it may hand it over, a higher role takes it.
   * @throws RtcError `control-denied`, as a rejection; the reason is in its message
   */
  requestControl(): Promise<ControlState> {
    if (!this.#timer) return Promise.reject(new SubscriptionClosed('The connection is closed.'));
    const granted = this.#wishes.add();
    this.#releasedEpoch = undefined;
    this.#tell({ type: 'request' });
    if (this.#control.mine) this.#wishes.grant(this.#control);
    return granted;
  }

  /** Give control back, or stop asking for it. The robot stops. */
  releaseControl(): void {
    this.commands.release();
    this.#giveBack();
    this.#wishes.refuse('released');
  }

  /**
   * Drive from another window as well: a pop-out or a frame of this page. Motion goes out while one of the windows has the
   * focus; turning away from all of them lets go, and when none can be seen control is given back. The elements do this by
   * themselves for the window that shows them.
   * @param view - the window, of the same origin
   * @param options - `signal` ends it; a window that is closed is left by itself
   */
  addWindow(view: Window, { signal }: { readonly signal: AbortSignal }): void {
    if (this.#timer) this.#link.addWindow?.(view, signal);
  }

  /** Pass control on; only the driver can. @param operatorId - one of `control.operators` */
  handOver(operatorId: string): void {
    this.commands.release();
    this.#tell({ type: 'hand-over', to: operatorId });
  }

  /** Refuse somebody's request; only the driver can. */
  deny(operatorId: string): void {
    this.#tell({ type: 'deny', to: operatorId });
  }

  /**
   * Emergency stop: whoever drives, the robot stops and stays so until this operator, or one of a higher rank, resumes. Said again and again until the
   * robot has confirmed it; then it resolves.
   * @throws RtcError `stop-unconfirmed`, as a rejection, if the robot has not confirmed it within 5 s
   */
  stop(): Promise<void> {
    if (!this.#timer) return Promise.reject(new SubscriptionClosed('The connection is closed.'));
    this.commands.release();
    return this.#emergency.begin(performance.now());
  }

  /**
   * End what this page may end of an emergency stop: its own, and those of a lower rank. The driver must let go of
   * everything before it goes on.
   * @param options - `acknowledged`: the operator has made sure that the robot may move; for the driver, this ends stops of
   * operators that are gone as well
   */
  resume({ acknowledged = false }: { readonly acknowledged?: boolean } = {}): void {
    this.#emergency.end(false);
    this.#tell(acknowledged ? { type: 'resume', acknowledged } : { type: 'resume' });
  }

  /** There is a (new) link: say who we are, and what we want. @internal */
  _linkUp(): void {
    if (!this.#timer) return;
    this.#heartbeats.restart();
    this.telemetry._restart();
    this.#tell({ type: 'hello', instance: this.#instance });
    if (this.#wishes.any) this.#tell({ type: 'request' });
    this._tick();
  }

  /** The operator turned away; a page that nobody sees gives control back as well. @internal */
  _attentionLost(isHidden: boolean): void {
    this.commands.release();
    if (isHidden && this.#control.mine) this.#giveBack();
  }

  /** Something came from the robot. @internal */
  _receive(text: unknown): void {
    if (!this.#timer) return;
    const message = parseRobotMessage(text);
    const nowMs = performance.now();
    if (!message) return;
    switch (message.type) {
      case 'heartbeat':
        this.#onHeartbeat(message, nowMs);
        break;
      case 'telemetry':
        this.telemetry._receive(message);
        break;
      case 'state':
        this.#onState(message, nowMs);
        break;
      case 'no-control':
        this.#lostBecause = message.reason;
        this.#wishes.refuse(message.reason);
        // The driver is told of a hand-over that came to nothing, or of the end: then its next state says so.
        if (!this.#control.mine)
          this.#setControl({ ...this.#control, lostBecause: message.reason });
        break;
    }
  }

  /** It is over: let go, and say so as far as that is possible. @internal */
  _close(): void {
    if (!this.#timer) return;
    this.commands.release();
    if (this.#control.mine) this.#tell({ type: 'release' });
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#wishes.refuse(new SubscriptionClosed());
    this.#emergency.end(false);
    this.#liveness = 'lost';
    this.#livenessChanges.emit('lost');
    this.#setControl({ ...this.#control, mine: false, armed: false });
    this.#livenessChanges.clear();
    this.#controlChanges.clear();
    void this.commands.close();
    void this.telemetry.close();
  }

  /** Some time has passed. More often than needed does no harm. @internal */
  readonly _tick = (): void => {
    if (!this.#timer) return;
    const nowMs = performance.now();
    if (this.#heartbeats.isDue(nowMs)) this.#beat(nowMs);
    this.#sendCommand(nowMs);
    this.#lookAround(nowMs);
  };

  #beat(nowMs: number): void {
    this.#send({ type: 'heartbeat', ...this.#heartbeats.stamp(nowMs) }, false);
    this.#emergency.repeat(nowMs);
  }

  #sendCommand(nowMs: number): void {
    const { epoch, armed = false } = this.#state ?? {};
    if (epoch === undefined) return;
    // However the operator turned away, and whether or not the browser said so.
    if (!this.#link.hasAttention()) this.#deadman.trip();
    const wanted = armed ? this.#deadman.output : undefined;
    this.#heeded.ask(wanted, nowMs);
    const data = this.#sender.next(wanted, nowMs, !armed);
    if (data) this.#send({ type: 'command', ...this.#heartbeats.stamp(nowMs), epoch, data }, false);
  }

  #onHeartbeat(answer: Extract<RobotMessage, { type: 'heartbeat' }>, nowMs: number): void {
    this.#heartbeats.answered(answer, nowMs);
    this.#heeded.answered(answer.echoMs, answer.moves);
    this.#lookAround(nowMs);
  }

  #lookAround(nowMs: number): void {
    const liveness = this.#heartbeats.look(nowMs, this.#link.isConnected());
    if (liveness === this.#liveness) return;
    this.#liveness = liveness;
    // Nobody drives a robot that may not be there; when it is back, what is held down must be let go first.
    if (liveness === 'lost') this.commands.release();
    this.#livenessChanges.emit(liveness);
  }

  #onState(state: StateMessage, nowMs: number): void {
    const isOther = state.epoch !== this.#state?.epoch;
    if (isOther) this.#sender.restart();
    // Whenever the robot begins or ceases to move on commands: what is held down now was not meant for that.
    if (isOther || state.armed !== this.#state?.armed) this.#deadman.trip();
    this.#state = state;
    if (state.epoch !== undefined) this.#lostBecause = undefined;
    else if (this.#control.mine) this.#lostBecause ??= whyLost(state);
    const { areIgnored: ignored } = this.#heeded;
    this.#control = toControlState(state, nowMs, { lostBecause: this.#lostBecause, ignored });
    if (this.#control.mine) this.#wishes.grant(this.#control);
    if (state.epoch !== undefined && state.epoch === this.#releasedEpoch) this.#giveBack();
    this.#emergency.hear(state);
    this.#sendCommand(nowMs);
    this.#controlChanges.emit(this.#control);
  }

  #setControl(control: ControlState): void {
    this.#control = control;
    this.#controlChanges.emit(control);
  }

  #giveBack(): void {
    this.#releasedEpoch = this.#state?.epoch;
    this.#tell({ type: 'release' });
  }

  #tell(message: OperatorMessage): void {
    this.#send(message, true);
  }

  #send(message: OperatorMessage, reliable: boolean): void {
    this.#link.send(JSON.stringify(message), reliable);
  }
}
