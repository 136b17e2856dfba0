import { RobotHostError } from '@rtcbot-web/sdk/subscriptions';
import type { Page } from 'puppeteer-core';
import type {
  Description,
  MediaReport,
  PageMessage,
  PageStatus,
  RtcConfiguration,
} from './bridge-messages.js';
import { Bridge } from './bridge.js';
import { Chromium, type ChromiumOptions } from './chromium.js';
import { checkMediaFile } from './media-file.js';
import { deviceRequest, type MediaSources, usesFakeDevices } from './media-source.js';
import { withTimeout } from './with-timeout.js';

const GOODBYE_TIMEOUT_MS = 1_000;

/** What a camera page is started with. */
export interface CameraPageOptions {
  /** Where the page is served. */
  readonly url: string;
  readonly sources: MediaSources;
  /** Whether operators' pictures are shown and their sound played. */
  readonly display: boolean;
  readonly rtcConfiguration?: RtcConfiguration | undefined;
  readonly chromium: ChromiumOptions;
  /** The token for the relay; empty to go without. */
  readonly token: () => Promise<string>;
  /** Ends it, also while it starts. */
  readonly signal: AbortSignal;
}

/** Who hears what happens to a camera page. */
export interface CameraPageListener {
  /** The page said something. */
  onMessage(message: PageMessage): void;
  /** The page takes messages too slowly; some are lost. */
  onOverflow(): void;
  /** It is over; called once, and not after `close`. */
  onLost(reason: string): void;
}

/** One run of the camera page, in a Chromium of its own. What breaks in it ends it as a whole. */
export class CameraPage {
  /** What is captured. */
  readonly media: MediaReport;
  readonly #chromium: Chromium;
  readonly #bridge: Bridge;
  #over = false;

  private constructor(chromium: Chromium, bridge: Bridge, media: MediaReport) {
    this.#chromium = chromium;
    this.#bridge = bridge;
    this.media = media;
  }

  /**
   * Start Chromium, load the page, and open camera and microphone.
   * @throws RtcError that says what is missing; nothing is left running then
   */
  static async open(options: CameraPageOptions, listener: CameraPageListener): Promise<CameraPage> {
    const { sources, signal } = options;
    const devices = {
      fakeDevices: usesFakeDevices(sources),
      cameraFile: await fileOf('camera', sources.camera),
      microphoneFile: await fileOf('microphone', sources.microphone),
    };
    const chromium = await Chromium.launch(options.chromium, devices, signal);
    const loss = new Loss();
    try {
      const opened = openPage(chromium, loss, options, listener);
      opened.catch(() => undefined);
      const { bridge, media } = await Promise.race([opened, loss.happens]);
      const cameraPage = new CameraPage(chromium, bridge, media);
      cameraPage.#watch(loss, listener);
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

  /** Tell the page something, as JSON text; `droppable` may be lost when the page is too slow. */
  send(json: string, droppable: boolean): void {
    this.#bridge.send(json, droppable);
  }

  /**
   * Answer an offer that came without a relay.
   * @throws NegotiationError if WebRTC does not accept it
   */
  answer(offer: Description): Promise<Description> {
    return this.#bridge.answer(offer);
  }

  /** What it captures, shows and plays. */
  status(): Promise<PageStatus> {
    return this.#bridge.status();
  }

  /** What it shows, as a PNG file. */
  screenshot(): Promise<Uint8Array> {
    return this.#bridge.screenshot();
  }

  /** End it with its Chromium. Idempotent, never rejects. */
  async close(): Promise<void> {
    const alive = !this.#over;
    this.#over = true;
    // A page that does not answer in time has nobody to say goodbye to either.
    if (alive) await withTimeout(this.#bridge.close(), GOODBYE_TIMEOUT_MS).catch(() => undefined);
    await this.#chromium.close();
  }

  #watch(loss: Loss, listener: CameraPageListener): void {
    loss.happens.catch((error: unknown) => {
      if (this.#over) return;
      this.#over = true;
      listener.onLost(error instanceof Error ? error.message : String(error));
    });
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

async function openPage(
  { browser }: Chromium,
  loss: Loss,
  options: CameraPageOptions,
  listener: CameraPageListener,
): Promise<{ bridge: Bridge; media: MediaReport }> {
  const { url, token, sources, display, rtcConfiguration } = options;
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
  // With the permission, devices have labels and WebRTC may use every address of the machine.
  await browser
    .defaultBrowserContext()
    .setPermission(
      new URL(url).origin,
      { permission: { name: 'camera' }, state: 'granted' },
      { permission: { name: 'microphone' }, state: 'granted' },
    );
  const bridge = await Bridge.open(page, {
    url,
    token,
    onMessage: (message) => {
      listener.onMessage(message);
    },
    onOverflow: () => {
      listener.onOverflow();
    },
    onFailure: () => {
      loss.report('the camera page does not answer');
    },
  });
  const media = await bridge.openMedia({
    camera: deviceRequest(sources.camera),
    microphone: deviceRequest(sources.microphone),
    display,
    rtcConfiguration,
  });
  return { bridge, media };
}

async function firstPage(browser: Chromium['browser']): Promise<Page> {
  const [page] = await browser.pages();
  return page ?? (await browser.newPage());
}

async function fileOf(
  kind: 'camera' | 'microphone',
  source: MediaSources['camera' | 'microphone'],
): Promise<string | undefined> {
  return typeof source === 'object' && 'file' in source
    ? await checkMediaFile(kind, source.file)
    : undefined;
}
