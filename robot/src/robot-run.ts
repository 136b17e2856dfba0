import type { RtcError } from '@rtcbot-web/sdk/subscriptions';
import type { PageMessage } from '../wire/messages.js';
import { PlannedRestarts } from './host/planned-restarts.js';
import type { RobotHost } from './host/robot-host.js';
import type { FrameFeeds } from './media/frame-feeds.js';
import type { LiveMedia } from './media/live-media.js';
import { logMedia, MediaLog } from './media/media-log.js';
import type { Driving } from './operators/driving.js';
import type { OperatorRegistry } from './operators/operator-registry.js';
import { createRegistration, type RelayRegistration } from './operators/relay-registration.js';
import type { RobotSettings } from './robot-options.js';
import type { RobotState, RobotStatus } from './robot-status.js';

/** What is started, and started again. */
interface RobotParts {
  readonly settings: RobotSettings;
  readonly host: RobotHost;
  readonly media: LiveMedia;
  readonly feeds: FrameFeeds;
  readonly operators: OperatorRegistry;
  readonly driving: Driving;
}

/** Who hears of a {@link RobotRun}. */
interface RobotRunListener {
  /** The robot runs, or does not any more. */
  readonly onReady: (ready: boolean) => void;
  /** The relay refuses it for good. */
  readonly onRefused: (error: RtcError) => void;
}

/**
 * A robot from its start to its end: brings key, page and registration up in this order, and again after the page was lost
 * or Chromium has grown.
 */
export class RobotRun {
  readonly #parts: RobotParts;
  readonly #onReady: (ready: boolean) => void;
  readonly #registration: RelayRegistration | undefined;
  readonly #restarts: PlannedRestarts;
  readonly #mediaLog: MediaLog;
  #state: RobotState = 'idle';

  constructor(parts: RobotParts, { onReady, onRefused }: RobotRunListener) {
    const { settings, host, operators } = parts;
    this.#parts = parts;
    this.#onReady = onReady;
    this.#restarts = new PlannedRestarts(host, () => operators.all.length, settings.supervision);
    this.#mediaLog = new MediaLog(settings.log);
    this.#registration = createRegistration(settings, {
      send: (message) => host.send(message),
      onRegistered: () => this.#onRunning(),
      onRefused,
    });
  }

  /** What it is doing, and how it stands with the relay. */
  get status(): Pick<RobotStatus, 'state' | 'relay'> {
    return { state: this.#state, relay: this.#registration?.status ?? null };
  }

  /**
   * Bring all of it up for the first time.
   * @throws RtcError that says what is missing
   */
  async start(): Promise<void> {
    const { settings, host, media, feeds } = this.#parts;
    this.#state = 'starting';
    await settings.identity.load();
    await host.start();
    media.becomePatient();
    feeds.restart();
    settings.identity.announce();
    logMedia(settings, host.media);
    await this.#registration?.start(settings.startTimeoutMs);
    this.#onRunning();
  }

  /** The page is lost. */
  onPageDown(): void {
    this.#parts.driving.onPageDown();
    if (this.#state !== 'closed') this.#state = 'healing';
    this.#onReady(false);
    this.#registration?.onPageDown();
    this.#parts.operators.clear();
  }

  /** The page is there again. */
  onPageUp(): void {
    const { settings, host, feeds } = this.#parts;
    logMedia(settings, host.media);
    feeds.restart();
    this.#registration?.onPageUp();
    if (!this.#registration) this.#onRunning();
  }

  /** Take the page's news of operators, of devices and of the relay. */
  onNews(message: PageMessage): void {
    if (this.#parts.operators.handle(message)) this.#restarts.touch();
    else if (!this.#mediaLog.tell(message)) this.#registration?.onMessage(message);
  }

  /** While `work` goes on, somebody is about to connect: Chromium stays as it is. */
  expecting<T>(work: Promise<T>): Promise<T> {
    return this.#restarts.during(work);
  }

  /** Nothing is brought up any more. */
  close(): void {
    this.#state = 'closed';
    this.#restarts.close();
    this.#registration?.close();
  }

  #onRunning(): void {
    if (this.#state === 'closed') return;
    this.#state = 'running';
    this.#onReady(true);
  }
}
