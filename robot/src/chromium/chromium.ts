import { RobotHostError } from '@rtcbot-web/sdk/subscriptions';
import { type Browser, connect } from 'puppeteer-core';
import { findChromium } from './chromium-finder.js';
import { chromiumFlags, type ChromiumPurpose } from './chromium-flags.js';
import { ChromiumProcess } from './chromium-process.js';
import { createProfile } from './chromium-profile.js';
import { withTimeout } from '../host/with-timeout.js';

/** Which Chromium to run, and how. */
export interface ChromiumOptions {
  /** The executable; found by itself by default. */
  readonly executablePath?: string | undefined;
  /** Flags beside the ones that a robot needs. */
  readonly args?: readonly string[] | undefined;
  /** Whether it runs without a window; true by default, unless the robot has a display. */
  readonly headless?: boolean | undefined;
  /** Whether its window fills the screen; false by default, unless the robot has a display. */
  readonly kiosk?: boolean | undefined;
  /** Whether the graphics processor is to encode; `status()` tells whether it does. False by default. */
  readonly hardwareEncoding?: boolean | undefined;
}

/** What the robot's fake devices play, if it has any. */
export type FakeDevices = Pick<ChromiumPurpose, 'fakeCameras' | 'cameraFile' | 'microphoneFile'>;

/** How long Chromium may take to answer at its start; a small board with a cold disk is slow. */
const LAUNCH_TIMEOUT_MS = 60_000;
/** How long a command to Chromium may take before it counts as hung. */
const PROTOCOL_TIMEOUT_MS = 30_000;

/** A Chromium that runs, owned by this process: it ends when this process does. */
export class Chromium {
  /** Puppeteer's view of it. */
  readonly browser: Browser;
  readonly #process: ChromiumProcess;

  private constructor(browser: Browser, chromiumProcess: ChromiumProcess) {
    this.browser = browser;
    this.#process = chromiumProcess;
  }

  /**
   * Find and start Chromium.
   * @param signal - gives the start up; later it has no effect
   * @throws RobotHostError `robot-host` if there is none, or it does not start
   */
  static async launch(
    options: ChromiumOptions,
    media: FakeDevices & Pick<ChromiumPurpose, 'latency' | 'sharedEncoding'>,
    signal: AbortSignal,
  ): Promise<Chromium> {
    const executablePath = findChromium(options.executablePath);
    const profile = await createProfile();
    const purpose = {
      ...media,
      headless: options.headless ?? true,
      kiosk: options.kiosk ?? false,
      hardwareEncoding: options.hardwareEncoding ?? false,
      root: process.getuid?.() === 0,
      profileFolder: profile.folder,
    };
    const started = new ChromiumProcess(
      executablePath,
      chromiumFlags(purpose, options.args),
      profile,
    );
    const giveUp = (): void => {
      started.kill();
    };
    signal.addEventListener('abort', giveUp);
    try {
      if (signal.aborted) giveUp();
      const browser = await withTimeout(
        Promise.race([connectTo(started), started.failed]),
        LAUNCH_TIMEOUT_MS,
      );
      return new Chromium(browser, started);
    } catch (cause) {
      await started.end();
      const why = started.diagnose(cause);
      throw new RobotHostError('robot-host', `${executablePath} does not start: ${why}`, { cause });
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Its process id. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /**
   * End it, with all of its processes, and remove its profile. Idempotent, never rejects. It is killed: there is
   * nothing in a profile for one run that is worth being written down.
   */
  close(): Promise<void> {
    return this.#process.end();
  }
}

function connectTo(started: ChromiumProcess): Promise<Browser> {
  return connect({
    transport: started.openTransport(),
    defaultViewport: null,
    protocolTimeout: PROTOCOL_TIMEOUT_MS,
  });
}
