import { expect, type Page } from '@playwright/test';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { BLOCK, VIDEO } from '../media-files.js';

declare const rtcbot: typeof Rtcbot;

interface TestWindow {
  conn: Rtcbot.OperatorConnection;
  received: unknown[];
  streamCalls: number;
}

/** How an operator uses the plain SDK: a page with one connection, a video, and a list of what was received. */
export class OperatorPage {
  readonly page: Page;
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** Open an empty page of the relay. */
  async open(relayUrl: string): Promise<this> {
    await this.page.goto(new URL('/operator.html', relayUrl).href);
    return this;
  }

  /** Connect to a robot and show its picture. Returns at once. */
  async connect(robotId: string, options: Rtcbot.ConnectOptions = {}): Promise<void> {
    await this.page.evaluate(
      ([id, connectOptions]) => {
        const state = window as unknown as TestWindow;
        const video = document.createElement('video');
        video.muted = true;
        video.autoplay = true;
        const audio = document.createElement('audio');
        document.querySelector('main')!.replaceChildren(video, audio);
        state.received = [];
        state.streamCalls = 0;
        state.conn = new rtcbot.Relay(location.origin).connect(id, connectOptions);
        state.conn.subscribe((message) => state.received.push(message));
        state.conn.video.subscribe((stream) => {
          state.streamCalls++;
          video.srcObject = stream;
        });
        state.conn.audio.subscribe((stream) => {
          audio.srcObject = stream;
        });
      },
      [robotId, options] as const,
    );
  }

  /** Wait until messages can flow. */
  async ready(): Promise<void> {
    await this.page.evaluate(() => (window as unknown as TestWindow).conn.onReady());
  }

  async send(message: unknown): Promise<void> {
    await this.page.evaluate((value) => {
      (window as unknown as TestWindow).conn.put_nowait(value);
    }, message);
  }

  async hangUp(): Promise<void> {
    await this.page.evaluate(() => (window as unknown as TestWindow).conn.close());
  }

  received(): Promise<unknown[]> {
    return this.page.evaluate(() => (window as unknown as TestWindow).received);
  }

  streamCalls(): Promise<number> {
    return this.page.evaluate(() => (window as unknown as TestWindow).streamCalls);
  }

  timeline(): Promise<Rtcbot.ConnectionTimeline> {
    return this.page.evaluate(() => (window as unknown as TestWindow).conn.timeline);
  }

  connectionState(): Promise<string> {
    return this.page.evaluate(() => (window as unknown as TestWindow).conn.connectionState);
  }

  /** Code and message of the error that ended the connection, if any. */
  error(): Promise<{ code: string; message: string } | null> {
    return this.page.evaluate(() => {
      const error = (window as unknown as TestWindow).conn.error as Rtcbot.RtcError | undefined;
      return error ? { code: error.code, message: error.message } : null;
    });
  }

  /** The codes of the next `count` frames that are presented; -1 for one that cannot be read. */
  frameCodes(count: number): Promise<number[]> {
    return this.page.evaluate(readFrameCodes, { count, block: BLOCK, ...VIDEO });
  }

  /** Fails unless the coded video is moving: frames in order, hardly any missing. */
  async expectMovingPicture(): Promise<void> {
    await expect.poll(async () => (await this.frameCodes(1))[0]).not.toBe(-1);
    const codes = await this.frameCodes(30);
    const steps = codes.slice(1).map((code, i) => (code - codes[i]! + VIDEO.frames) % VIDEO.frames);
    expect(codes, 'every frame is readable').not.toContain(-1);
    expect(Math.max(...steps), `frames in order: ${codes.join(' ')}`).toBeLessThan(
      VIDEO.frames / 2,
    );
    expect(steps.filter((step) => step > 0).length, `moving: ${codes.join(' ')}`).toBeGreaterThan(
      20,
    );
  }

  /** The strongest frequency in what the robot's microphone sends, in Hz; 0 for silence. */
  toneHz(): Promise<number> {
    return this.page.evaluate(async () => {
      const stream = await (window as unknown as TestWindow).conn.audio.get();
      // Chromium feeds a remote track into Web Audio only while a media element has it too.
      const element = new Audio();
      element.muted = true;
      element.srcObject = stream;
      // Recorded, then measured: without a sound card Firefox starts no AudioContext but an offline one.
      const recorder = new MediaRecorder(stream);
      const recorded = new Promise<BlobEvent>((resolve) => {
        recorder.addEventListener('dataavailable', resolve, { once: true });
      });
      recorder.start(600);
      const { data } = await recorded;
      recorder.stop();
      const context = new OfflineAudioContext(1, 48_000, 48_000);
      const buffer = await context.decodeAudioData(await data.arrayBuffer());
      const source = new AudioBufferSourceNode(context, { buffer, loop: true });
      const analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
      source.connect(analyser).connect(context.destination);
      source.start();
      await context.startRendering();
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const peak = bins.indexOf(Math.max(...bins));
      element.srcObject = null;
      return bins[peak]! > -50 ? (peak * context.sampleRate) / analyser.fftSize : 0;
    });
  }
}

/** Runs in the page: reads the code off each presented frame. */
async function readFrameCodes(options: {
  count: number;
  block: number;
  width: number;
  height: number;
}): Promise<number[]> {
  const { count, block, width, height } = options;
  const video = document.querySelector('video')!;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const whiteAt = (column: number, row: number): boolean => {
    const [red = 0] = context.getImageData((column + 0.5) * block, (row + 0.5) * block, 1, 1).data;
    return red > 128;
  };
  const read = (): number => {
    context.drawImage(video, 0, 0, width, height);
    let code = 0;
    for (let bit = 0; bit < 6; bit++) {
      const on = whiteAt(bit, 0);
      if (on === whiteAt(bit, 1)) return -1;
      code = code * 2 + (on ? 1 : 0);
    }
    return code;
  };
  const codes: number[] = [];
  while (codes.length < count) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    codes.push(read());
  }
  return codes;
}
