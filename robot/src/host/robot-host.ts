import { setTimeout as sleep } from 'node:timers/promises';
import { RobotHostError, type RtcError, SubscriptionClosed } from '@rtcbot-web/sdk/subscriptions';
import type { MediaReport, PageSettings, PageStatus } from '../../wire/media.js';
import type { HostMessage } from '../../wire/messages.js';
import type { PageCall, PageCalls } from '../../wire/page-calls.js';
import type { PageListener } from './bridge.js';
import { CameraPage, type CameraPageOptions } from './camera-page.js';
import { hostError } from '../errors.js';
import { createDeferred } from './deferred.js';
import { scriptsOf } from '../media/media-plan.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { type RestartPolicy, RestartWaits } from './restart-waits.js';
import type { RobotScene } from '../media/robot-scene.js';
import { type PageServer, servePage, type UploadListener } from './page-server.js';

/** Who hears what happens to the camera page over all its runs. */
export interface RobotHostListener extends Omit<PageListener, 'onOverflow'> {
  /** The page runs again after it was lost; its operators and its registration are gone. */
  readonly onUp: () => void;
  /** The page is lost, and will be started again. */
  readonly onDown: () => void;
  /** The page uploads something; says whether it should go on. */
  readonly onUpload: UploadListener;
  /** Starting it again fails again and again; the attempts go on. */
  readonly onTrouble: (error: RtcError) => void;
}

/** What a host is made with. */
export interface RobotHostOptions extends Omit<CameraPageOptions, 'url' | 'signal' | 'settings'> {
  /** What the page is opened with, asked for at each start. */
  readonly settings: () => PageSettings;
  /** What scripts draw; each page gets it. */
  readonly scene?: RobotScene | undefined;
  /** Waits between attempts to start the page again. */
  readonly relaunch: RestartPolicy;
}

/** What may be asked of a robot's page at any time, and what is said when it could not be. */
const UNANSWERED = {
  answer: 'The offer was not answered',
  setSource: 'The camera or the microphone was not changed',
  setCodecs: 'The codecs were not changed',
  listDevices: 'The devices were not listed',
} as const satisfies Partial<Record<PageCall, string>>;

const TROUBLE_AFTER_FAILURES = 5;
/** How long a caller waits for a page that is being started again. */
const PATIENCE_MS = 30_000;

/** Keeps a camera page running: starts it, and starts it again whenever it is lost. */
export class RobotHost {
  readonly #options: RobotHostOptions;
  readonly #listener: RobotHostListener;
  readonly #log: Log;
  readonly #closing = new AbortController();
  readonly #waits: RestartWaits;
  #server: PageServer | undefined;
  #page: CameraPage | undefined;
  #starts = 0;
  #work: Promise<unknown> = Promise.resolve();
  #nextPage = createDeferred<CameraPage>();

  constructor(options: RobotHostOptions, listener: RobotHostListener, log: Log) {
    this.#options = options;
    this.#listener = listener;
    this.#log = log;
    this.#waits = new RestartWaits(options.relaunch);
  }

  /** The Chromium that runs now; undefined while there is none. */
  get chromium(): { pid: number | undefined; version: string; uptimeMs: number } | undefined {
    const page = this.#page;
    if (!page) return undefined;
    return { pid: page.chromiumPid, version: page.version, uptimeMs: this.#waits.uptimeMs };
  }

  /** How often Chromium was started again, for whatever reason. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  /** What was captured when the page started. */
  get media(): MediaReport | undefined {
    return this.#page?.media;
  }

  /**
   * Start the page for the first time.
   * @throws RtcError that says what is missing; nothing is left running then
   */
  async start(): Promise<void> {
    const starting = this.#start();
    this.#work = starting.catch(() => undefined);
    await starting;
  }

  /** Tell the page something; while there is none it is lost, like the operators it was for. */
  send(message: HostMessage): void {
    this.sendJson(JSON.stringify(message), false);
  }

  /** The same, for a message that is JSON text already; `droppable` may be lost when the page is too slow. */
  sendJson(json: string, droppable: boolean): void {
    this.#page?.bridge.send(json, droppable);
  }

  /** Carry a text for driving to the page, apart from all else. */
  drive(json: string, droppable: boolean): void {
    this.#page?.bridge.drive(json, droppable);
  }

  /**
   * Ask something of the page, see {@link PageCalls}; a page that is being started again is waited for.
   * @throws RtcError as the page reports it; RobotHostError if there is no page
   */
  ask<Name extends keyof typeof UNANSWERED>(
    name: Name,
    ...args: Parameters<PageCalls[Name]>
  ): Promise<ReturnType<PageCalls[Name]>> {
    return this.#askPage(UNANSWERED[name], ({ bridge }) => bridge.ask(name, ...args));
  }

  /**
   * What the page shows, as a PNG file.
   * @throws RobotHostError if there is no page
   */
  screenshot(): Promise<Uint8Array> {
    return this.#askPage('No screenshot could be taken', ({ bridge }) => bridge.screenshot());
  }

  /** What the page captures, shows and plays; undefined while there is none. */
  async status(): Promise<PageStatus | undefined> {
    return this.#page?.bridge.ask('status').catch(() => undefined);
  }

  /** Start Chromium afresh, on purpose. Nothing happens while it is being started anyway. */
  restart(reason: string): void {
    const page = this.#page;
    if (!page || !this.#server || this.#closing.signal.aborted) return;
    this.#log.info(`Starting Chromium afresh: ${reason}.`);
    this.#waits.reset();
    this.#replace(this.#server.url, page, this.#waits.nextMs());
  }

  /** End the page with its Chromium. Idempotent, never rejects. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#nextPage.reject(new SubscriptionClosed('The robot is closed.'));
    await this.#page?.close();
    await this.#work;
    await this.#server?.close();
  }

  async #start(): Promise<void> {
    this.#server = await servePage({
      onUpload: this.#listener.onUpload,
      scripts: scriptsOf(this.#options.plan),
    });
    await this.#open(this.#server.url);
  }

  async #open(url: string): Promise<void> {
    const { signal } = this.#closing;
    const settings = this.#options.settings();
    const page = await CameraPage.open(
      { ...this.#options, settings, url, signal },
      {
        ...this.#listener,
        onOverflow: () => {
          this.#log.warn('Messages to operators are lost: the page takes them too slowly.');
        },
        onLost: (reason) => {
          this.#onLost(url, reason);
        },
      },
    );
    if (signal.aborted) {
      await page.close();
      throw new SubscriptionClosed('The robot was closed while it started.');
    }
    this.#page = page;
    this.#options.scene?._connect((json) => page.bridge.ask('showScene', json));
    this.#starts++;
    this.#waits.onStarted();
    this.#nextPage.resolve(page);
  }

  #onLost(url: string, reason: string): void {
    const waitMs = this.#waits.nextMs();
    this.#log.warn(`Lost the camera: ${reason}. Starting it again.`, { waitMs });
    this.#replace(url, this.#page, waitMs);
  }

  #replace(url: string, old: CameraPage | undefined, waitMs: number): void {
    this.#page = undefined;
    this.#nextPage = createDeferred();
    this.#listener.onDown();
    this.#work = this.#heal(url, old, waitMs);
  }

  async #heal(url: string, lost: CameraPage | undefined, firstWaitMs: number): Promise<void> {
    await lost?.close();
    const { signal } = this.#closing;
    for (let waitMs = firstWaitMs; ; waitMs = this.#waits.nextMs()) {
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.#open(url);
        this.#log.info('The camera is back.');
        this.#listener.onUp();
        return;
      } catch (error) {
        if (!signal.aborted) this.#onHealFailed(hostError('Starting again failed', error));
      }
    }
  }

  #onHealFailed(error: RtcError): void {
    this.#log.warn(`Starting again failed: ${error.message}`);
    if (this.#waits.failures >= TROUBLE_AFTER_FAILURES) this.#listener.onTrouble(error);
  }

  async #askPage<T>(what: string, ask: (page: CameraPage) => Promise<T>): Promise<T> {
    const page = this.#page ?? (await this.#awaitPage());
    try {
      return await ask(page);
    } catch (error) {
      throw hostError(what, error);
    }
  }

  async #awaitPage(): Promise<CameraPage> {
    const patience = new AbortController();
    const late = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => {
      throw new RobotHostError('robot-host', 'The camera is being started again; try later.');
    });
    try {
      return await Promise.race([this.#nextPage.promise, late]);
    } finally {
      patience.abort();
      late.catch(() => undefined);
    }
  }
}
