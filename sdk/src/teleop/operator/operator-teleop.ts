import { SubscriptionClosed } from '../../errors.js';
import { randomId } from '../../relay/random-id.js';
import { Listeners, type ListenOptions } from '../../subscriptions/listeners.js';
import type { Subscriber } from '../../subscriptions/subscription.js';
import { COMMAND_RATE_HZ, CommandSender } from './command-sender.js';
import { Deadman } from './deadman.js';
import { EmergencyStop } from './emergency-stop.js';
import { HeardControl } from './heard-control.js';
import { HeededCommands } from './heeded-commands.js';
import { Heartbeats } from './heartbeats.js';
import type { LinkQuality } from './link-clock.js';
import type { Liveness } from './liveness.js';
import { OperatorCommands } from './operator-commands.js';
import { estimatePictureAge, type FrameTimes, type PictureAge } from './picture/glass-to-glass.js';
import { OperatorPicture } from './picture/operator-picture.js';
import type { ControlState } from './control-state.js';
import { ControlWishes } from './control-wishes.js';
import { ReceivedTelemetry } from './received-telemetry.js';
import { parseRobotMessage, type TeleopLink } from './teleop-link.js';
import type { OperatorMessage, RobotMessage, Stamp, StateMessage } from '../shared/wire.js';

/** Driving, on the operator's side: see docs/teleop.md. It lives as long as its connection, over all its links. */
export class OperatorTeleop {
  /** What the robot is to do now; newest wins. */
  readonly commands: OperatorCommands;
  /** What the robot tells of its state; newest wins. */
  readonly telemetry: ReceivedTelemetry;
  /** How old the picture is that the operator sees, and whether that is too old to drive by. */
  readonly picture: OperatorPicture;
  readonly #link: TeleopLink;
  readonly #instance = randomId();
  readonly #deadman: Deadman;
  readonly #sender = new CommandSender(COMMAND_RATE_HZ);
  readonly #heartbeats = new Heartbeats();
  readonly #heard = new HeardControl();
  readonly #heeded = new HeededCommands((ignored) => this.#heard.set({ ignored }));
  readonly #livenessChanges = new Listeners<Liveness>();
  readonly #wishes = new ControlWishes();
  readonly #emergency: EmergencyStop;
  #timer: ReturnType<typeof setInterval> | undefined;
  #liveness: Liveness = 'lost';
  /** The grant that was given back; said again while the robot has not heard it. */
  #releasedEpoch: number | undefined;

  /** Made with its connection. @internal */
  constructor(link: TeleopLink) {
    this.#link = link;
    this.#deadman = new Deadman(this.#mayAct);
    this.picture = new OperatorPicture({
      link: () => this.link,
      received: () => link.receivedFrame?.(),
      onTooOld: () => this.commands.release(),
    });
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
    return this.#heard.now;
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
    return this.#heard.changes.add(listener, options);
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
    if (this.control.mine) this.#wishes.grant(this.control);
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
    if (isHidden && this.control.mine) this.#giveBack();
  }

  /** Something came from the robot. @internal */
  _receive(text: unknown): void {
    const message = this.#timer && parseRobotMessage(text);
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
        this.#wishes.refuse(message.reason);
        this.#heard.refuse(message.reason);
        break;
    }
  }

  /** It is over: let go, and say so as far as that is possible. @internal */
  _close(): void {
    if (!this.#timer) return;
    this.commands.release();
    if (this.control.mine) this.#tell({ type: 'release' });
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#wishes.refuse(new SubscriptionClosed());
    this.#emergency.end(false);
    this.#liveness = 'lost';
    this.#livenessChanges.emit('lost');
    this.#heard.set({ mine: false, armed: false });
    this.#livenessChanges.clear();
    this.#heard.changes.clear();
    this.picture._close();
    void this.commands.close();
    void this.telemetry.close();
  }

  /** Some time has passed. More often than needed does no harm. @internal */
  readonly _tick = (): void => {
    if (!this.#timer) return;
    const nowMs = performance.now();
    this.picture._look(nowMs);
    if (this.#heartbeats.isDue(nowMs)) this.#beat(nowMs);
    this.#sendCommand(nowMs);
    this.#lookAround(nowMs);
  };

  /** Whether the operator attends to the page, sees what the robot does, and the robot is there. */
  readonly #mayAct = (): boolean =>
    this.#link.hasAttention() && !this.picture.isTooOld && this.#liveness !== 'lost';

  #beat(nowMs: number): void {
    this.#send({ type: 'heartbeat', ...this.#stamp(nowMs) }, false);
    this.#emergency.repeat(nowMs);
  }

  #sendCommand(nowMs: number): void {
    const { epoch, armed = false } = this.#heard.state ?? {};
    if (epoch === undefined) return;
    // However the operator turned away, and whether or not the browser said so.
    if (!this.#mayAct()) this.#deadman.trip();
    const wanted = armed ? this.#deadman.output : undefined;
    this.#heeded.ask(wanted, nowMs);
    const data = this.#sender.next(wanted, nowMs, !armed);
    if (data) this.#send({ type: 'command', ...this.#stamp(nowMs), epoch, data }, false);
  }

  #stamp(nowMs: number): Stamp {
    return { ...this.#heartbeats.stamp(nowMs), pictureMs: this.picture._report(nowMs) };
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
    if (liveness === 'lost') this.commands.release();
    this.#livenessChanges.emit(liveness);
  }

  #onState(state: StateMessage, nowMs: number): void {
    const former = this.#heard.state;
    const isOther = state.epoch !== former?.epoch;
    if (isOther) this.#sender.restart();
    // Whenever the robot begins or ceases to move on commands: what is held down now was not meant for that.
    if (isOther || state.armed !== former?.armed) this.#deadman.trip();
    this.#heard.hear(state, nowMs, this.#heeded.areIgnored);
    if (this.control.mine) this.#wishes.grant(this.control);
    if (state.epoch !== undefined && state.epoch === this.#releasedEpoch) this.#giveBack();
    this.#emergency.hear(state);
    this.picture._obey(state, nowMs);
    this.#sendCommand(nowMs);
    this.#heard.announce();
  }

  #giveBack(): void {
    this.#releasedEpoch = this.#heard.state?.epoch;
    this.#tell({ type: 'release' });
  }

  #tell(message: OperatorMessage): void {
    this.#send(message, true);
  }

  #send(message: OperatorMessage, reliable: boolean): void {
    this.#link.send(JSON.stringify(message), reliable);
  }
}
