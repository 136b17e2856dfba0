import { resolve } from 'node:path';
import { RobotHostError } from '@rtcbot-web/sdk/subscriptions';
import type { Page } from 'puppeteer-core';
import type { MediaKind, MediaReport, PageSettings } from '../../wire/media.js';
import { Bridge, type PageListener } from './bridge.js';
import { Chromium, type ChromiumOptions, type FakeDevices } from '../chromium/chromium.js';
import type { Latency } from '../chromium/chromium-flags.js';
import type { RobotIdentity } from '../key/robot-identity.js';
import { checkMediaFile } from '../media/media-file.js';
import { fakeDevices, type MediaPlan } from '../media/media-plan.js';
import { type HeartbeatPolicy, watchHeartbeat } from './page-heartbeat.js';
import { withTimeout } from './with-timeout.js';

const GOODBYE_TIMEOUT_MS = 1_000;

/** What a camera page is started with. */
export interface CameraPageOptions {
  /** Where the page is served. */
  readonly url: string;
  readonly plan: MediaPlan;
  readonly settings: PageSettings;
  readonly chromium: ChromiumOptions;
  readonly latency: Latency;
  readonly heartbeat: HeartbeatPolicy;
  /** The token for the relay; empty to go without. */
  readonly token: () => Promise<string>;
  /** Signs answers. */
  readonly identity: RobotIdentity;
  /** Ends it, also while it starts. */
  readonly signal: AbortSignal;
}

/** Who hears what happens to a camera page. */
export interface CameraPageListener extends PageListener {
  /** It is over; called once, and not after `close`. */
  readonly onLost: (reason: string) => void;
}

/** One run of the camera page, in a Chromium of its own. What breaks in it ends it as a whole. */
export class CameraPage {
  /** What was captured when it started. */
  readonly media: MediaReport;
  /** Talks with the page. */
  readonly bridge: Bridge;
  /** Chromium's name and version. */
  readonly version: string;
  readonly #chromium: Chromium;
  readonly #ending = new AbortController();
  #over = false;

  private constructor(chromium: Chromium, opened: OpenedPage) {
    this.#chromium = chromium;
    this.bridge = opened.bridge;
    this.media = opened.media;
    this.version = opened.version;
  }

  /**
   * Start Chromium, load the page, and open cameras and microphone.
   * @throws RtcError that says what is missing; nothing is left running then
   */
  static async open(options: CameraPageOptions, listener: CameraPageListener): Promise<CameraPage> {
    const { latency, settings } = options;
    const sharedEncoding = settings.encoding !== 'each';
    const media = { ...(await fakesOf(options)), latency, sharedEncoding };
    const chromium = await Chromium.launch(options.chromium, media, options.signal);
    const loss = new Loss();
    try {
      const opened = openPage(chromium, loss, options, listener);
      opened.catch(() => undefined);
      const cameraPage = new CameraPage(chromium, await Promise.race([opened, loss.happens]));
      cameraPage.#watch(loss, listener, options.heartbeat);
      return cameraPage;
    } catch (error) {
      await chromium.close();
      throw error;
    }
  }

  /** Process id of its Chromium. */
  get chromiumPid(): number | undefined {
    return this.#chromium.pid;
  }

  /** End it with its Chromium. Idempotent, never rejects. */
  async close(): Promise<void> {
    const alive = !this.#over;
    this.#over = true;
    this.#ending.abort();
    // A page that does not answer in time has nobody to say goodbye to either.
    if (alive)
      await withTimeout(this.bridge.ask('close'), GOODBYE_TIMEOUT_MS).catch(() => undefined);
    await this.#chromium.close();
  }

  #watch(loss: Loss, listener: CameraPageListener, heartbeat: HeartbeatPolicy): void {
    loss.happens.catch((error: unknown) => {
      if (this.#over) return;
      this.#over = true;
      this.#ending.abort();
      listener.onLost(error instanceof Error ? error.message : String(error));
    });
    void watchHeartbeat(() => this.bridge.ask('ping'), heartbeat, this.#ending.signal).then(
      (end) => {
        if (end === 'hung') loss.report('the camera page hangs');
      },
    );
  }
}

/** The first of the many ways in which a page can be lost. */
class Loss {
  /** Rejects when it is lost. */
  readonly happens: Promise<never>;
  #reject: (error: Error) => void = () => undefined;

  constructor() {
    this.happens = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.happens.catch(() => undefined);
  }

  report(reason: string): void {
    this.#reject(new RobotHostError('robot-host', reason));
  }
}

interface OpenedPage {
  readonly bridge: Bridge;
  readonly media: MediaReport;
  readonly version: string;
}

async function openPage(
  { browser }: Chromium,
  loss: Loss,
  options: CameraPageOptions,
  listener: CameraPageListener,
): Promise<OpenedPage> {
  const { url, token, identity, settings } = options;
  options.signal.addEventListener('abort', () => {
    loss.report('The robot was closed.');
  });
  browser.on('disconnected', () => {
    loss.report('Chromium ended');
  });
  const page = await firstPage(browser);
  page.on('error', () => {
    loss.report('the camera page crashed');
  });
  page.on('pageerror', (error) => {
    const message = `the camera page: ${error instanceof Error ? error.message : String(error)}`;
    listener.onMessage({ type: 'warning', message });
  });
  // With the permission, devices have labels and WebRTC may use every address of the machine.
  await browser
    .defaultBrowserContext()
    .setPermission(
      new URL(url).origin,
      { permission: { name: 'camera' }, state: 'granted' },
      { permission: { name: 'microphone' }, state: 'granted' },
    );
  const bridge = await Bridge.open(page, {
    ...{ url, token, identity, listener },
    onFailure: () => {
      loss.report('the camera page does not answer');
    },
  });
  const media = await bridge.ask('open', settings);
  return { bridge, media, version: await browser.version() };
}

/** Files are looked at, unless what is not there is waited for. */
async function fakesOf({ plan, settings }: CameraPageOptions): Promise<FakeDevices> {
  const { fakeCameras, cameraFile, microphoneFile } = fakeDevices(plan);
  const find = (kind: MediaKind, file: string): Promise<string> | string =>
    settings.patient ? resolve(file) : checkMediaFile(kind, file);
  return {
    fakeCameras,
    cameraFile: cameraFile && (await find('camera', cameraFile)),
    microphoneFile: microphoneFile && (await find('microphone', microphoneFile)),
  };
}

async function firstPage(browser: Chromium['browser']): Promise<Page> {
  const [page] = await browser.pages();
  return page ?? (await browser.newPage());
}
