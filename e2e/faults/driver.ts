import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { findChromium } from '../../scripts/programs/find-chromium.mjs';
import { processTree, type Process } from './process-tree.js';

declare const rtcbot: typeof Rtcbot;

interface DriverWindow {
  /** What it shows to the relay from now on. */
  token: string;
  conn: Rtcbot.OperatorConnection;
  /** When liveness became what, by the clock of the machine. */
  notices: [string, number][];
  /** When it was told of which stop, by the same clock. */
  stops: [string, number][];
  /** That clock, whatever the page believes. */
  wallMs: () => number;
  /** What went out over the channels for driving. */
  sent: { channel: RTCDataChannel; text: string }[];
}

const FORWARD = { linearMetersPerSec: 0.5, angularRadPerSec: 0 };
const REST = { linearMetersPerSec: 0, angularRadPerSec: 0 };

/** What is put into the page before anything else runs in it. */
export interface Disguise {
  /** By how much its clocks are wrong. */
  readonly skewMs?: number;
  /** The browser only pretends that the window has the focus, and can take it away. */
  readonly lendsFocus?: boolean;
  /** It says nothing of its picture, as a page of an older version; or that it is new, whatever it is. */
  readonly picture?: 'unsaid' | 'new';
}

/**
 * An operator with a browser of its own, whose processes can be frozen and killed. Puppeteer drives it: under Playwright a page
 * always believes that it is seen and has the focus.
 */
export class Driver {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #folder: string;

  private constructor(page: Page, browser: Browser, folder: string) {
    this.page = page;
    this.#browser = browser;
    this.#folder = folder;
  }

  /** @param namespace - network namespace that the browser runs in */
  static async open(url: string, disguise: Disguise = {}, namespace?: string): Promise<Driver> {
    const folder = await mkdtemp(path.join(tmpdir(), 'driver-'));
    const browser = await launch({
      executablePath: await executable(folder, namespace),
      // There is no way into the namespace but this.
      pipe: true,
      args: [
        '--allow-loopback-in-peer-connection',
        '--disable-background-networking',
        // Real addresses in candidates; and no pages and processes of Chromium's own beside the one.
        '--disable-features=WebRtcHideLocalIpsWithMdns,WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
    const [page = await browser.newPage()] = await browser.pages();
    await page.evaluateOnNewDocument(prepare, disguise);
    await page.goto(new URL('/driver.html', url).href);
    if (disguise.lendsFocus) await page.emulateFocusedPage(true);
    else await page.bringToFront(); // and with it comes the focus
    return new Driver(page, browser, folder);
  }

  /** All of its browser's processes. */
  get processes(): Process[] {
    return processTree(this.#browser.process()!.pid!);
  }

  /** Choose another tab, so that this page is hidden. */
  async hide(): Promise<void> {
    await this.#browser.newPage();
  }

  /** Close the other tabs. */
  async show(): Promise<void> {
    const others = (await this.#browser.pages()).filter((page) => page !== this.page);
    await Promise.all(others.map((page) => page.close()));
    await this.page.bringToFront();
  }

  /** Give the window the focus, or take it away; for one that was lent it. */
  async focus(hasFocus: boolean): Promise<void> {
    await this.page.emulateFocusedPage(hasFocus);
  }

  /** Whether its page still answers. */
  async isThere(): Promise<boolean> {
    if (this.page.isClosed()) return false;
    return this.page.evaluate(() => true).catch(() => false);
  }

  async connect(robotId: string, token: string): Promise<void> {
    await this.showToken(token);
    await this.page.evaluate((id) => {
      const state = window as unknown as DriverWindow;
      state.conn = new rtcbot.Relay(location.origin, { token: () => state.token }).connect(id);
      state.conn.video.subscribe(() => undefined);
      state.conn.onControl(({ stop }) => {
        if (stop) state.stops.push([stop.reason, state.wallMs()]);
      });
      state.conn.onLiveness((liveness) => state.notices.push([liveness, state.wallMs()]));
    }, robotId);
  }

  /** Have it show this token at each connect to the relay from now on. */
  async showToken(token: string): Promise<void> {
    await this.page.evaluate((shown) => {
      (window as unknown as DriverWindow).token = shown;
    }, token);
  }

  /** Ask for control and wait until commands count. */
  async takeControl(): Promise<void> {
    await this.page.evaluate(async () => {
      const { conn } = window as unknown as DriverWindow;
      await conn.requestControl();
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (conn.control.armed) resolve();
        };
        conn.onControl(look);
        look();
      });
    });
  }

  /** Resolves with why it does not drive any more. */
  async lostControl(): Promise<string> {
    const found = await this.page.waitForFunction(
      () => {
        const { control } = (window as unknown as DriverWindow).conn;
        return !control.mine && control.lostBecause;
      },
      { timeout: 60_000, polling: 20 },
    );
    return (await found.jsonValue()) as string;
  }

  /** Resolves when its link to the robot is down. */
  async unlinked(): Promise<void> {
    await this.page.waitForFunction(
      () => (window as unknown as DriverWindow).conn.connectionState !== 'connected',
      { timeout: 60_000, polling: 20 },
    );
  }

  /** Hold the stick forward, or (false) let it go. */
  async push(forward: boolean): Promise<void> {
    await this.page.evaluate(
      (command) => (window as unknown as DriverWindow).conn.commands.put_nowait(command),
      forward ? FORWARD : REST,
    );
  }

  /** When it was told after `sinceMs` that the robot is lost. */
  async lostAt(sinceMs: number): Promise<number> {
    const found = await this.page.waitForFunction(
      (since) =>
        (window as unknown as DriverWindow).notices.find(
          ([liveness, atMs]) => liveness === 'lost' && atMs >= since,
        )?.[1],
      { timeout: 60_000, polling: 20 },
      sinceMs,
    );
    return (await found.jsonValue())!;
  }

  /** When it was told after `sinceMs` that the robot was stopped for this reason. */
  async stoppedAt(sinceMs: number, reason: string): Promise<number> {
    const found = await this.page.waitForFunction(
      (since, why) =>
        (window as unknown as DriverWindow).stops.find(
          ([stop, atMs]) => stop === why && atMs >= since,
        )?.[1],
      { timeout: 60_000, polling: 20 },
      ...([sinceMs, reason] as const),
    );
    return (await found.jsonValue())!;
  }

  /** What it reads of control now. */
  control(): Promise<Pick<Rtcbot.ControlState, 'mine' | 'armed' | 'lostBecause' | 'program'>> {
    return this.page.evaluate(() => {
      const { mine, armed, lostBecause, program } = (window as unknown as DriverWindow).conn
        .control;
      return { mine, armed, lostBecause, program };
    });
  }

  /** When it was told after `sinceMs` that the relay is away. */
  async relayLostAt(sinceMs: number): Promise<number> {
    const found = await this.page.waitForFunction(
      () => {
        const { conn, wallMs } = window as unknown as DriverWindow;
        return conn.relayError?.code === 'relay-unreachable' && wallMs();
      },
      { timeout: 60_000, polling: 20 },
    );
    const atMs = (await found.jsonValue()) as number;
    if (atMs < sinceMs) throw new Error('The relay was away before.');
    return atMs;
  }

  /** Wait until what it sees is live. */
  async live(): Promise<void> {
    await this.page.waitForFunction(
      () => (window as unknown as DriverWindow).conn.liveness === 'live',
      { timeout: 60_000, polling: 20 },
    );
  }

  /** Send what went out as commands for motion once more, in another order; returns how many. */
  async replay(): Promise<number> {
    return this.page.evaluate(() => {
      const { sent } = window as unknown as DriverWindow;
      const moves = sent.filter(({ text }) => text.includes('"linearMetersPerSec":0.5'));
      for (const { channel, text } of [...moves].reverse()) channel.send(text);
      return moves.length;
    });
  }

  /** The number of its grant. */
  async epoch(): Promise<number> {
    return this.page.evaluate(() => {
      const { sent } = window as unknown as DriverWindow;
      const command = sent.findLast(({ text }) => text.includes('"command"'))!;
      return (JSON.parse(command.text) as { epoch: number }).epoch;
    });
  }

  /** Send commands for motion as if it drove: well formed, fresh, under the grant of another. */
  async forge(epoch: number, count: number): Promise<void> {
    await this.page.evaluate(
      ([grant, times, data]) => {
        const { sent } = window as unknown as DriverWindow;
        const { channel, text } = sent.findLast((one) => one.text.includes('"heartbeat"'))!;
        const stamp = JSON.parse(text) as { seq: number };
        for (let index = 1; index <= times; index++) {
          const seq = stamp.seq + 1_000 + index;
          channel.send(JSON.stringify({ ...stamp, seq, type: 'command', epoch: grant, data }));
        }
      },
      [epoch, count, FORWARD] as const,
    );
  }

  async close(): Promise<void> {
    await this.#browser.close().catch(() => undefined); // it may have been killed
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Playwright starts an executable; in a network namespace that is a script. */
async function executable(folder: string, namespace: string | undefined): Promise<string> {
  const browser = findChromium();
  if (browser === undefined) throw new Error('There is no Chromium on this machine.');
  if (namespace === undefined) return browser;
  const script = path.join(folder, 'chromium');
  await writeFile(script, `#!/bin/sh\nexec ip netns exec ${namespace} ${browser} "$@"\n`);
  await chmod(script, 0o755);
  return script;
}

/** Runs in the page first of all. */
function prepare({ skewMs = 0, picture }: Disguise): void {
  const state = window as unknown as DriverWindow;
  state.notices = [];
  state.stops = [];
  state.wallMs = Date.now.bind(Date);
  state.sent = [];
  const send = RTCDataChannel.prototype.send;
  RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: never) {
    if (!this.label.startsWith('rtcbot:')) return send.call(this, data);
    const isStamped = picture !== undefined && String(data).includes('"seq"');
    const pictureMs = picture === 'new' ? 0 : undefined;
    const text = isStamped ? JSON.stringify({ ...JSON.parse(data), pictureMs }) : String(data);
    state.sent.push({ channel: this, text });
    send.call(this, text as never);
  };
  if (skewMs === 0) return;
  const { now } = performance;
  const wall = Date.now;
  performance.now = () => now.call(performance) + skewMs;
  Date.now = () => wall() + skewMs;
}
