import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as sdk from '@rtcbot-web/sdk';
import type { Page } from 'puppeteer-core';
import { Chromium } from '../src/chromium.js';
import type { Robot } from '../src/robot.js';

declare global {
  var rtcbot: typeof sdk;
  var conn: sdk.RTCConnection;
  var received: unknown[];
  var video: HTMLVideoElement;
}

const SDK_FILE = new URL('../../sdk/dist/rtcbot.min.js', import.meta.url);

/** What an operator's page does to begin with. */
export interface OperatorWishes {
  /** Send camera and microphone to the robot. */
  readonly sendMedia?: boolean;
}

/** An operator in a browser of its own, with fake devices; it uses the built SDK as a page would. */
export class OperatorPage {
  readonly #chromium: Chromium;
  readonly #server: Server;
  readonly #page: Page;

  private constructor(chromium: Chromium, server: Server, page: Page) {
    this.#chromium = chromium;
    this.#server = server;
    this.#page = page;
  }

  static async open(): Promise<OperatorPage> {
    const script = await readFile(SDK_FILE);
    const server = createServer(({ url }, response) => {
      response.setHeader('content-type', url === '/rtcbot.js' ? 'text/javascript' : 'text/html');
      response.end(url === '/rtcbot.js' ? script : '<script src="/rtcbot.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const chromium = await Chromium.launch({}, { fakeDevices: true }, new AbortController().signal);
    const page = await chromium.browser.newPage();
    await page.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
    return new OperatorPage(chromium, server, page);
  }

  /** Connect as RTCBot's tutorial does: the offer goes to the robot's program, the answer comes back. */
  async connectDirectly(robot: Robot, wishes: OperatorWishes = {}): Promise<void> {
    const offer = await this.#page.evaluate(async ({ sendMedia }) => {
      globalThis.conn = new rtcbot.RTCConnection({ rtcConfiguration: {} });
      globalThis.received = [];
      globalThis.video = document.createElement('video');
      video.muted = true;
      conn.subscribe((message) => received.push(message));
      conn.video.subscribe((stream) => {
        video.srcObject = stream;
        void video.play();
      });
      conn.audio.subscribe(() => undefined);
      if (sendMedia) {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
        conn.video.putSubscription(stream);
        conn.audio.putSubscription(stream);
      }
      return await conn.getLocalDescription();
    }, wishes);
    const answer = await robot.getLocalDescription(offer);
    await this.#page.evaluate(async (given) => {
      await conn.setRemoteDescription(given);
      await conn.onReady();
    }, answer);
  }

  /** Connect through a relay. */
  async connect(relayUrl: string, robotId: string): Promise<void> {
    await this.#page.evaluate(
      async (url, id) => {
        globalThis.conn = new rtcbot.Relay(url).connect(id);
        globalThis.received = [];
        globalThis.video = document.createElement('video');
        video.muted = true;
        conn.subscribe((message) => received.push(message));
        conn.video.subscribe((stream) => {
          video.srcObject = stream;
          void video.play();
        });
        await conn.onReady();
      },
      relayUrl,
      robotId,
    );
  }

  /** Send messages in turn. */
  async send(...messages: unknown[]): Promise<void> {
    await this.#page.evaluate((given) => {
      for (const message of given) conn.put_nowait(message);
    }, messages);
  }

  /** What has come from the robot so far. */
  received(): Promise<unknown[]> {
    return this.#page.evaluate(() => received);
  }

  /** Wait for frames; returns the picture's size and how many different colours its last frame has. */
  watch(frames: number): Promise<{ width: number; height: number; colours: number }> {
    return this.#page.evaluate(async (count) => {
      for (let frame = 0; frame < count; frame++) {
        await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      }
      const { videoWidth: width, videoHeight: height } = video;
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      context?.drawImage(video, 0, 0);
      const pixels = new Uint32Array(context?.getImageData(0, 0, width, height).data.buffer ?? []);
      return { width, height, colours: new Set(pixels).size };
    }, frames);
  }

  /** Round trip of messages that the robot's program sends back, in ms. */
  roundTripsMs(count: number): Promise<number[]> {
    return this.#page.evaluate(async (times) => {
      const replies = conn.subscribe();
      const roundTripsMs: number[] = [];
      for (let time = 0; time < times; time++) {
        const startMs = performance.now();
        conn.put_nowait({ ping: time });
        await replies.get();
        roundTripsMs.push(performance.now() - startMs);
      }
      return roundTripsMs;
    }, count);
  }

  /** Hang up. */
  async disconnect(): Promise<void> {
    await this.#page.evaluate(() => conn.close());
  }

  /** Wait until the connection ends. */
  async untilClosed(): Promise<void> {
    await this.#page.evaluate(() => conn.onClose());
  }

  /** State of the connection. */
  state(): Promise<string> {
    return this.#page.evaluate(() => conn.connectionState);
  }

  async close(): Promise<void> {
    await this.#chromium.close();
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
