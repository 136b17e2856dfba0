import {
  type Subscriber,
  type Subscription,
  SubscriptionClosed,
} from '@rtcbot-web/sdk/subscriptions';
import type { Description, PageMessage } from './bridge-messages.js';
import { hostError } from './errors.js';
import { Messenger } from './messenger.js';
import { parseOffer } from './offer.js';
import { OperatorRegistry } from './operator-registry.js';
import { RelayRegistration } from './relay-registration.js';
import { RobotHost, type RobotHostListener } from './robot-host.js';
import type { RobotOperator } from './robot-operator.js';
import { resolveOptions, type RobotOptions, type RobotSettings } from './robot-options.js';
import { describeMedia, type RobotState, type RobotStatus } from './robot-status.js';

/** Takes a message, and learns which operator sent it. */
export type RobotCallback = (message: unknown, operator: RobotOperator) => unknown;

/**
 * A robot: its camera and microphone go to every operator that connects, what operators send comes out here.
 *
 * @example
 * ```ts
 * const robot = new Robot({ relay: 'https://relay.example.com', robot: 'rover-1' });
 * robot.subscribe((message, operator) => operator.put_nowait({ echo: message }));
 * await robot.start();
 * robot.put_nowait({ battery: 0.8 });
 * ```
 */
export class Robot extends Messenger {
  readonly #settings: RobotSettings;
  readonly #host: RobotHost;
  readonly #registration: RelayRegistration | undefined;
  readonly #operators: OperatorRegistry;
  readonly #callbacks = new Map<Subscriber<unknown> | RobotCallback, Subscriber<unknown>>();
  #sender: RobotOperator | undefined;
  #state: RobotState = 'idle';
  #starting: Promise<void> | undefined;

  /** @throws RtcError `bad-argument` that says which option is wrong */
  constructor(options: RobotOptions) {
    super();
    this.#settings = resolveOptions(options);
    this.#host = new RobotHost(this.#settings, this.#createListener(), this.#settings.log);
    this.#registration = this.#createRegistration();
    this.#operators = this.#createOperators();
    this.start = this.start.bind(this);
    this.status = this.status.bind(this);
    this.screenshot = this.screenshot.bind(this);
    this.onConnection = this.onConnection.bind(this);
    this.getLocalDescription = this.getLocalDescription.bind(this);
  }

  /** Process id of its Chromium, while it runs. */
  get chromiumPid(): number | undefined {
    return this.#host.chromiumPid;
  }

  /** Everybody who is connected now. */
  get operators(): readonly RobotOperator[] {
    return this.#operators.all;
  }

  /**
   * Start Chromium, open camera and microphone, and register at the relay. An unreachable relay is tried until
   * it answers. Calling it again gives the same promise.
   * @throws RtcError that says what is missing, as a rejection; the robot is closed then
   */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Call `listener` with each operator that connects from now on. */
  onConnection(listener: (operator: RobotOperator) => unknown): void {
    this.#operators.onJoin(listener);
  }

  /** Make and return a queue of what any operator sends. */
  override subscribe(): Subscription<unknown>;
  /** Feed `subscriber` with what any operator sends; a function is told the operator as well. Returns it. */
  override subscribe<S extends RobotCallback | Subscriber<unknown>>(subscriber: S): S;
  override subscribe(subscriber?: RobotCallback | Subscriber<unknown>): unknown {
    if (!subscriber) return super.subscribe();
    if (typeof subscriber !== 'function') return super.subscribe(subscriber);
    const callback = (message: unknown): unknown =>
      this.#sender && subscriber(message, this.#sender);
    if (!this.#callbacks.has(subscriber)) {
      this.#callbacks.set(subscriber, super.subscribe(callback));
    }
    return subscriber;
  }

  /** Stop feeding `subscriber`; without one, drop the subscription that `get()` made. */
  override unsubscribe(subscriber?: RobotCallback | Subscriber<unknown>): void {
    const callback = subscriber && this.#callbacks.get(subscriber);
    if (subscriber) this.#callbacks.delete(subscriber);
    super.unsubscribe(callback ?? (subscriber as Subscriber<unknown> | undefined));
  }

  /** Stop feeding everybody. */
  override unsubscribeAll(): void {
    this.#callbacks.clear();
    super.unsubscribeAll();
  }

  /**
   * Answer a browser's offer without any relay, as RTCBot's tutorial does; starts the robot if need be.
   * @param offer - the `{type: 'offer', sdp}` that the browser posted
   * @throws NegotiationError if it is no offer that WebRTC accepts
   * @example
   * ```ts
   * app.post('/connect', async (request, response) => {
   *   response.json(await robot.getLocalDescription(request.body));
   * });
   * ```
   */
  async getLocalDescription(offer: unknown): Promise<Description> {
    const checked = parseOffer(offer);
    if (this.closed) throw this.error ?? new SubscriptionClosed('The robot is closed.');
    // Its failure ends the wait for the answer below, and is reported there.
    this.start().catch(() => undefined);
    try {
      return await this.#host.answer(checked);
    } catch (error) {
      throw error instanceof SubscriptionClosed ? (this.error ?? error) : error;
    }
  }

  /** Say how the robot stands. */
  async status(): Promise<RobotStatus> {
    const page = await this.#host.status();
    return {
      state: this.#state,
      relay: this.#registration?.status ?? null,
      camera: page?.camera ?? null,
      microphone: page?.microphone ?? null,
      operators: (page?.operators ?? []).flatMap((report) => {
        const operator = this.#operators.get(report.id);
        return operator ? [{ ...report, role: operator.role }] : [];
      }),
    };
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

  protected override _sendJson(json: string): void {
    this.#host.sendJson(`{"type":"message","data":${json}}`, true);
  }

  protected override _reportUnsent(error: unknown): void {
    this.#settings.log.warn(`A message was not sent: ${String(error)}`);
  }

  protected override async _close(): Promise<void> {
    this.#state = 'closed';
    this.#registration?.close();
    this.#operators.clear();
    await super._close();
    await this.#host.close();
  }

  async #start(): Promise<void> {
    try {
      if (this.closed) throw new SubscriptionClosed('The robot is closed.');
      this.#state = 'starting';
      await this.#host.start();
      this.#reportMedia();
      await this.#registration?.start(this.#settings.startTimeoutMs);
      this.#onRunning();
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
      onMessage: (message) => {
        this.#onMessage(message);
      },
      onDown: () => {
        this.#state = 'healing';
        this._setReady(false);
        this.#registration?.onPageDown();
        this.#operators.clear();
      },
      onUp: () => {
        this.#reportMedia();
        this.#registration?.onPageUp();
        if (!this.#registration) this.#onRunning();
      },
      onTrouble: (error) => {
        this._setError(error);
      },
    };
  }

  #createRegistration(): RelayRegistration | undefined {
    const { relay, log } = this.#settings;
    return (
      relay &&
      new RelayRegistration({
        ...relay,
        log,
        send: (message) => {
          this.#host.send(message);
        },
        onRegistered: () => {
          this.#onRunning();
        },
        onRefused: (error) => {
          this._setError(error);
          void this.close();
        },
      })
    );
  }

  #createOperators(): OperatorRegistry {
    return new OperatorRegistry(
      {
        send: (message) => {
          this.#host.send(message);
        },
        sendJson: (json, droppable) => {
          this.#host.sendJson(json, droppable);
        },
        reportUnsent: (error) => {
          this._reportUnsent(error);
        },
      },
      this.#settings.log,
    );
  }

  #reportMedia(): void {
    const { log, sources } = this.#settings;
    const { camera, microphone } = this.#host.media ?? {};
    log.info(describeMedia(camera, microphone));
    if (sources.microphone === 'if-present' && !microphone) {
      log.warn('No microphone was found, going on without sound.');
    }
  }

  #onRunning(): void {
    if (this.closed) return;
    this.#state = 'running';
    this._setReady(true);
  }

  #onMessage(message: PageMessage): void {
    if (this.closed) return;
    switch (message.type) {
      case 'operator-joined':
        this.#operators.join(message.id, message.role);
        break;
      case 'operator-left':
        this.#operators.leave(message.id);
        break;
      case 'message':
        this.#onOperatorMessage(message.id, message.data);
        break;
      case 'media-ended':
        this.#settings.log.warn(`The ${message.kind} stopped: it was unplugged, or it failed.`);
        break;
      case 'warning':
        this.#settings.log.warn(message.message);
        break;
      default:
        this.#registration?.onMessage(message);
    }
  }

  #onOperatorMessage(id: string, message: unknown): void {
    const operator = this.#operators.get(id);
    if (!operator || operator.closed) return;
    this.#sender = operator;
    this._put_nowait(message);
    operator._receive(message);
  }
}
