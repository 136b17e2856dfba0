import { type ListenOptions, SubscriptionClosed } from '@rtcbot-web/sdk/subscriptions';
import type { ExposeOptions, SessionDescription } from '@rtcbot-web/sdk/protocol';
import type {
  ReceivedCommands,
  RobotTeleop,
  SafeStopHandler,
  Telemetry,
} from '@rtcbot-web/sdk/teleop';
import type { CameraReport, MicrophoneReport, SourceSettings } from '../wire/media.js';
import type { PageMessage } from '../wire/messages.js';
import { answerOffer } from './operators/direct-answers.js';
import { Driving } from './operators/driving.js';
import { hostError } from './errors.js';
import { FrameFeeds } from './media/frame-feeds.js';
import { LiveMedia } from './media/live-media.js';
import { parseOffer } from './operators/offer.js';
import { Messenger } from './operators/messenger.js';
import { createOperatorLink } from './operators/operator-link.js';
import type { JoinListener, OperatorCallHandler } from './operators/operator-registry.js';
import { OperatorRegistry } from './operators/operator-registry.js';
import type { FramesOptions, RobotFrame, RobotFrames } from './media/robot-frames.js';
import { RobotHost, type RobotHostListener } from './host/robot-host.js';
import type { RobotOperator } from './operators/robot-operator.js';
import { RobotScene } from './media/robot-scene.js';
import { resolveOptions, type RobotOptions, type RobotSettings } from './robot-options.js';
import { RobotRun } from './robot-run.js';
import { gatherStatus, type RobotStatus } from './robot-status.js';
import { type SnapshotOptions, takeSnapshot } from './media/snapshot.js';

/**
 * A robot: its cameras and its microphone go to every operator that connects, what operators send comes out here.
 *
 * @example
 * ```ts
 * const robot = new Robot({ relay: 'https://relay.example.com', robot: 'rover-1' });
 * robot.subscribe((message, operator) => operator.put_nowait({ echo: message }));
 * await robot.start();
 * robot.put_nowait({ battery: 0.8 });
 * ```
 */
export class Robot extends Messenger<[operator: RobotOperator]> {
  /** Who drives, emergency stop, what became of commands. */
  readonly teleop: RobotTeleop;
  /** Commands that may move the robot: of the driver, fresh, in order. Newest wins. */
  readonly commands: ReceivedCommands;
  /** The robot's state for every operator: put it as often as you like, the newest goes out. */
  readonly telemetry: Telemetry;
  /** What the scripts of its cameras draw; the newest state wins. */
  readonly scene = new RobotScene();
  readonly #settings: RobotSettings;
  readonly #driving: Driving;
  readonly #media: LiveMedia;
  readonly #host: RobotHost;
  readonly #operators: OperatorRegistry;
  readonly #feeds: FrameFeeds;
  readonly #run: RobotRun;
  #starting: Promise<void> | undefined;

  /** @throws RtcError `bad-argument` that says which option is wrong */
  constructor(options: RobotOptions) {
    super();
    const settings = resolveOptions(options);
    const { supervision, log } = settings;
    this.#settings = settings;
    this.#driving = new Driving(options.teleop, (json, droppable) => {
      this.#host.drive(json, droppable);
    });
    this.teleop = this.#driving.teleop;
    this.commands = this.teleop.commands;
    this.telemetry = this.teleop.telemetry;
    this.#media = new LiveMedia(settings);
    this.#host = new RobotHost(
      { ...settings, ...supervision, scene: this.scene, settings: () => this.#media.pageSettings },
      this.#createListener(),
      log,
    );
    this.#operators = new OperatorRegistry(createOperatorLink(this.#host, this.teleop, log), log);
    this.#operators.follow(this.teleop);
    this.#feeds = new FrameFeeds((message) => this.#host.send(message), log);
    this.#run = new RobotRun(
      {
        ...{ settings, host: this.#host, media: this.#media },
        ...{ feeds: this.#feeds, operators: this.#operators, driving: this.#driving },
      },
      {
        onReady: (ready) => this._setReady(ready),
        onRefused: (error) => {
          this._setError(error);
          void this.close();
        },
      },
    );
    this.start = this.start.bind(this);
    this.status = this.status.bind(this);
    this.screenshot = this.screenshot.bind(this);
    this.onConnection = this.onConnection.bind(this);
    this.onSafeStop = this.onSafeStop.bind(this);
    this.getLocalDescription = this.getLocalDescription.bind(this);
  }

  /** Process id of its Chromium, while it runs. */
  get chromiumPid(): number | undefined {
    return this.#host.chromium?.pid;
  }

  /** Its public key, for pages to trust: `connect(id, {robotKey})`; undefined before `start()`, or without one. */
  get key(): string | undefined {
    return this.#settings.identity.publicKey;
  }

  /** Everybody who is connected now. */
  get operators(): readonly RobotOperator[] {
    return this.#operators.all;
  }

  /** Names of the cameras, the default one first. */
  get cameras(): readonly string[] {
    return this.#media.names;
  }

  /**
   * Start Chromium, open cameras and microphone, and register at the relay. An unreachable relay is tried until
   * it answers. Calling it again gives the same promise.
   * @throws RtcError that says what is missing, as a rejection; the robot is closed then
   */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Call `listener` with each operator that connects from now on. */
  onConnection<L extends JoinListener>(listener: L, options?: ListenOptions): L {
    return this.#operators.onJoin(listener, options);
  }

  /** Let operators call a method: `await conn.call(method, args)` gets what the handler returns. @throws RtcError `bad-argument` */
  expose(method: string, handler: OperatorCallHandler, options?: ExposeOptions): void {
    this.#operators.expose(method, handler, options);
  }

  /**
   * Call `handler(reason, {number, signal})` when the robot must stop, and again every quarter of a second until what it
   * returns has resolved. No command comes before that. Stopping twice must do no harm.
   * @example
   * ```ts
   * robot.onSafeStop(() => motors.brake());
   * ```
   */
  onSafeStop<H extends SafeStopHandler>(handler: H, options?: ListenOptions): H {
    return this.teleop.onSafeStop(handler, options);
  }

  /**
   * Answer a browser's offer without any relay, as RTCBot's tutorial does; starts the robot if need be.
   * @param offer - the `{type: 'offer', sdp}` that the browser posted
   * @param onConnection - called with the operator that made this offer, before the promise is resolved and before the
   * listeners of `onConnection()`: so a web server's handler knows whom it answers
   * @throws NegotiationError if it is no offer that WebRTC accepts
   * @example
   * ```ts
   * app.post('/connect', async (request, response) => {
   *   response.json(await robot.getLocalDescription(request.body, greet));
   * });
   * ```
   */
  async getLocalDescription(
    offer: unknown,
    onConnection?: (operator: RobotOperator) => unknown,
  ): Promise<SessionDescription> {
    const checked = parseOffer(offer);
    if (this.closed) throw this.error ?? new SubscriptionClosed('The robot is closed.');
    // Its failure ends the wait for the answer below, and is reported there.
    this.start().catch(() => undefined);
    try {
      const answer = answerOffer(this.#host, this.#operators, checked, onConnection);
      return await this.#run.expecting(answer);
    } catch (error) {
      throw error instanceof SubscriptionClosed ? (this.error ?? error) : error;
    }
  }

  /**
   * Change a camera while it is in use: switch it off and on, its size, its frame rate, its bit rate.
   * @param name - of the camera
   * @returns what it does now; a camera takes the nearest size that it has
   * @throws RtcError `bad-argument` for what cannot be; MediaAccessError if the device cannot be opened
   */
  setCamera(name: string, settings: SourceSettings): Promise<CameraReport> {
    return this.#media.setCamera(this.#host, name, settings);
  }

  /**
   * Switch the microphone off or on.
   * @throws MediaAccessError if the device cannot be opened
   */
  setMicrophone(settings: { readonly enabled: boolean }): Promise<MicrophoneReport | null> {
    return this.#media.setMicrophone(this.#host, settings);
  }

  /**
   * Change the order of video codecs, such as `['H264', 'VP8']`; an operator gets the first one that it knows.
   * @throws RtcError `bad-argument` for one that this Chromium does not have
   */
  setCodecs(codecs: readonly string[]): Promise<void> {
    return this.#media.setCodecs(this.#host, codecs);
  }

  /**
   * Have frames of a camera here, the most recent one wins. Close them when you need no more.
   * @throws RtcError `bad-argument` that says which option is wrong
   * @example
   * ```ts
   * const frames = robot.frames({ camera: 'front', format: 'rgba', maxFps: 5, width: 320 });
   * frames.subscribe(async ({ data, width, height }) => detect(data, width, height));
   * ```
   */
  frames(options: FramesOptions = {}): RobotFrames {
    return this.#feeds.create(this.#media.nameOf(options.camera), options);
  }

  /**
   * Take one picture of a camera.
   * @throws MediaAccessError `camera-missing` if it gives none in time
   */
  snapshot(options: SnapshotOptions = {}): Promise<RobotFrame> {
    return takeSnapshot((wanted) => this.frames(wanted), options);
  }

  /** Say how the robot stands. */
  async status(): Promise<RobotStatus> {
    const gathered = await gatherStatus(this.#host, this.#operators);
    return { ...this.#run.status, program: this.teleop.program ?? null, ...gathered };
  }

  /**
   * What the robot's display shows, as a PNG file: operators' cameras.
   * @throws RobotHostError while there is no Chromium
   */
  screenshot(): Promise<Uint8Array> {
    return this.#host.screenshot();
  }

  /** The same as `close`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  protected override _sendPayload(payload: string): void {
    this.#host.sendJson(`{"type":"message",${payload}}`, true);
  }

  protected override _reportUnsent(error: unknown): void {
    this.#settings.log.warn(`A message was not sent: ${String(error)}`);
  }

  protected override async _close(): Promise<void> {
    this.#run.close();
    await this.teleop.close();
    this.#operators.clear();
    await Promise.all([this.#feeds.close(), this.scene.close()]);
    await super._close();
    await this.#host.close();
  }

  async #start(): Promise<void> {
    try {
      if (this.closed) throw new SubscriptionClosed('The robot is closed.');
      await this.#run.start();
    } catch (error) {
      if (this.closed && !this.error) throw new SubscriptionClosed('The robot was closed.');
      const reported = hostError('The robot did not start', this.error ?? error);
      this._setError(reported);
      await this.close();
      throw reported;
    }
  }

  #createListener(): RobotHostListener {
    return {
      onMessage: (message) => this.#onMessage(message),
      onDriving: (batch) => this.#driving.onPageBatch(batch),
      onUpload: (path, query, body) => this.#feeds.onUpload(path, query, body),
      onDown: () => this.#run.onPageDown(),
      onUp: () => this.#run.onPageUp(),
      onTrouble: (error) => this._setError(error),
    };
  }

  #onMessage(message: PageMessage): void {
    if (this.closed) return;
    if (message.type === 'message') {
      const sent = this.#operators.read(message);
      // What came over a channel with a name is its operator's alone.
      if (sent && message.channel === undefined) this._put_nowait(sent.message, sent.operator);
      sent?.operator._onMessage(sent.message, message.channel);
    } else {
      this.#run.onNews(message);
    }
  }
}
