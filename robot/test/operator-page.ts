import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EvaluateFunc, Page } from 'puppeteer-core';
import { Chromium } from '../src/chromium/chromium.js';
import type { Robot } from '../src/robot.js';
import type { RobotOperator } from '../src/operators/robot-operator.js';
import { installCameras, type CameraNews } from './operator-page-globals.js';

const SDK_FILE = new URL('../../sdk/dist/rtcbot.min.js', import.meta.url);

/** What an operator's page does to begin with. */
export interface OperatorWishes {
  /** Send camera and microphone to the robot. */
  readonly sendMedia?: boolean;
  /** How many pictures to ask for in the offer; more than one opens the channel of cameras as well. */
  readonly pictures?: number;
  /** What it shows the relay. */
  readonly token?: string;
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

  /** @param prepare - runs in the page before the SDK is loaded */
  static async open(prepare?: () => void): Promise<OperatorPage> {
    const script = await readFile(SDK_FILE);
    const server = createServer(({ url }, response) => {
      response.setHeader('content-type', url === '/rtcbot.js' ? 'text/javascript' : 'text/html');
      response.end(url === '/rtcbot.js' ? script : '<script src="/rtcbot.js"></script>');
    });
    const chromium = await Chromium.launch({}, { fakeCameras: 1 }, new AbortController().signal);
    try {
      return await OperatorPage.#openIn(chromium, server, prepare);
    } catch (error) {
      await chromium.close();
      server.close();
      throw error;
    }
  }

  static async #openIn(
    chromium: Chromium,
    server: Server,
    prepare?: () => void,
  ): Promise<OperatorPage> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const page = await chromium.browser.newPage();
    if (prepare) await page.evaluateOnNewDocument(prepare);
    await page.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
    await page.evaluate(installCameras);
    return new OperatorPage(chromium, server, page);
  }

  /** Connect as RTCBot's tutorial does: the offer goes to the robot's program, the answer comes back. */
  async connectDirectly(
    robot: Robot,
    wishes: OperatorWishes = {},
    onConnection?: (operator: RobotOperator) => unknown,
  ): Promise<void> {
    const offer = await this.#page.evaluate(async ({ sendMedia, pictures = 1 }) => {
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
      if (pictures > 1) {
        conn.video.offerToReceive(pictures);
        prepareForCameras();
      }
      if (sendMedia) {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
        conn.video.putSubscription(stream);
        conn.audio.putSubscription(stream);
      }
      return await conn.getLocalDescription();
    }, wishes);
    const answer = await robot.getLocalDescription(offer, onConnection);
    await this.#page.evaluate(async (given) => {
      await conn.setRemoteDescription(given);
      await conn.onReady();
    }, answer);
  }

  /** Connect through a relay. */
  async connect(
    relayUrl: string,
    robotId: string,
    { pictures, token }: OperatorWishes = {},
  ): Promise<void> {
    await this.#page.evaluate(
      async (url, id, shown, pictures = 1) => {
        globalThis.conn = new rtcbot.Relay(url, { token: shown }).connect(id);
        globalThis.received = [];
        globalThis.video = document.createElement('video');
        video.muted = true;
        conn.subscribe((message) => received.push(message));
        conn.video.subscribe((stream) => {
          video.srcObject = stream;
          void video.play();
        });
        if (pictures > 1) prepareForCameras();
        await conn.onReady();
      },
      relayUrl,
      robotId,
      token,
      pictures,
    );
  }

  /** Call a method of the robot; a failure becomes its code and message. */
  async call(method: string, args?: unknown): Promise<unknown> {
    return this.#page.evaluate(
      (name, given) =>
        conn.call(name, given, { timeoutMs: 60_000 }).catch((error: unknown) => {
          const { code, message } = error as Error & { code?: string };
          return { code, message };
        }),
      method,
      args,
    );
  }

  /** Ask for cameras by name. */
  async showCameras(...show: string[]): Promise<void> {
    await this.#page.evaluate((names) => {
      conn.getDataChannel('rtcbot.cameras').put_nowait({ show: names });
    }, show);
  }

  /** What the robot has said last of its cameras. */
  cameraNews(): Promise<CameraNews | undefined> {
    return this.#page.evaluate(() => cameraNews.at(-1));
  }

  /** Sizes of the pictures of all tracks, once each has shown another frame. */
  pictureSizes(): Promise<string[]> {
    return this.#page.evaluate(() =>
      Promise.all(
        videos.map(async (one) => {
          await new Promise((resolve) => one.requestVideoFrameCallback(resolve));
          return `${one.videoWidth}x${one.videoHeight}`;
        }),
      ),
    );
  }

  /** Open a data channel, and keep what comes back on it in `received`. */
  async openChannel(name: string, ...messages: unknown[]): Promise<void> {
    await this.#page.evaluate(
      (label, given) => {
        const channel = conn.addDataChannel(label, { ordered: false });
        channel.subscribe((message) => received.push([label, message]));
        for (const message of given) channel.put_nowait(message);
      },
      name,
      messages,
    );
  }

  /** Echo whatever comes on channels that the robot opens, with their names. */
  async echoChannels(): Promise<void> {
    await this.#page.evaluate(() => {
      conn.onDataChannel((channel) => {
        channel.subscribe((message) => {
          channel.put_nowait(message);
        });
      });
    });
  }

  /** Send bytes, which come back in `received` as an array of numbers if the robot sends them back. */
  async sendBytes(...bytes: number[]): Promise<void> {
    await this.#page.evaluate((given) => {
      conn.subscribe((message) => {
        if (message instanceof ArrayBuffer) received.push([...new Uint8Array(message)]);
      });
      conn.put_nowait(new Uint8Array(given));
    }, bytes);
  }

  /** Put numbers from 0 on, and then messages of so many bytes, all in one turn. */
  async sendMany(count: number, largeCount: number, bytes: number): Promise<void> {
    const evaluate = (small: number, large: number, size: number): void => {
      for (let number = 0; number < small; number++) conn.put_nowait(number);
      for (let number = 0; number < large; number++) conn.put_nowait(new Uint8Array(size));
    };
    await this.#page.evaluate(evaluate, count, largeCount, bytes);
  }

  /** Codec of the picture that comes in. */
  codec(): Promise<string> {
    return this.#page.evaluate(async () => (await conn.getStats()).video.incoming[0]?.codec ?? '');
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

  /** Process id of its browser. */
  get chromiumPid(): number {
    return this.#chromium.pid!;
  }

  /** Have the page believe that it has the focus, as the driver has. */
  async lendFocus(): Promise<void> {
    await this.#page.emulateFocusedPage(true);
  }

  /** Have the page do what only one test needs. */
  evaluate<A extends unknown[], F extends EvaluateFunc<A>>(
    work: F,
    ...args: A
  ): Promise<Awaited<ReturnType<F>>> {
    return this.#page.evaluate(work, ...args);
  }

  /** Red, green and blue of the picture's top left corner, now. */
  cornerColour(): Promise<number[]> {
    return this.#page.evaluate(() => {
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      context?.drawImage(video, 0, 0, 8, 8, 0, 0, 1, 1);
      return [...(context?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
    });
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
