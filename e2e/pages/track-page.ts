import { expect, type Page } from '@playwright/test';
import type * as Rtcbot from '@rtcbot-web/sdk';

declare const rtcbot: typeof Rtcbot;

/** What the page keeps between calls. */
interface TrackWindow {
  conn: Rtcbot.RTCConnection;
  cameras: Map<string, { track: MediaStreamTrack; sender: Rtcbot.TrackSender }>;
  receivers: Rtcbot.TrackReceiver<VideoFrame>[];
  peers: RTCPeerConnection[];
  offers: number;
}

declare const window: Window & typeof globalThis & TrackWindow;
declare const paint: (colour: string) => MediaStreamTrack;
declare const colourOf: (frame: VideoFrame) => string;

/** A page that sends painted cameras and reads the colours of those that it receives: either end of a connection. */
export class TrackPage {
  readonly page: Page;
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** Open an empty page of the relay, in which every peer connection and offer is counted. */
  async open(relayUrl: string): Promise<this> {
    await this.page.addInitScript(installColours);
    await this.page.goto(new URL('/operator.html', relayUrl).href);
    return this;
  }

  /** Be a robot; resolves when it is registered. */
  async serve(robotId: string): Promise<void> {
    await this.page.evaluate(async (id) => {
      window.receivers = [];
      const service = new rtcbot.Relay(location.origin).serve(id, (conn) => {
        window.conn = conn;
        conn.video.onTrack((receiver) => window.receivers.push(receiver));
        for (const { track } of window.cameras.values()) conn.video.addTrack(track);
      });
      await service.onReady();
    }, robotId);
  }

  /** Be an operator who wants this many cameras; resolves when messages can flow. */
  async connect(robotId: string, wanted = 1): Promise<void> {
    await this.page.evaluate(
      async ([id, count]) => {
        window.receivers = [];
        window.conn = new rtcbot.Relay(location.origin).connect(id);
        window.conn.video.onTrack((receiver) => window.receivers.push(receiver));
        window.conn.video.offerToReceive(count);
        await window.conn.onReady();
      },
      [robotId, wanted] as const,
    );
  }

  /** Have cameras of these colours before there is a connection. */
  async paintCameras(...colours: string[]): Promise<void> {
    await this.page.evaluate((names) => {
      for (const name of names) {
        window.cameras.set(name, { track: paint(name), sender: undefined as never });
      }
    }, colours);
  }

  /** Add cameras of these colours, all in one turn. */
  async add(...colours: string[]): Promise<void> {
    await this.page.evaluate((names) => {
      for (const name of names) {
        const track = paint(name);
        window.cameras.set(name, { track, sender: window.conn.video.addTrack(track) });
      }
    }, colours);
  }

  /** Remove cameras that were added. */
  async remove(...colours: string[]): Promise<void> {
    await this.page.evaluate(
      (names) => Promise.all(names.map((name) => window.cameras.get(name)!.sender.close())),
      colours,
    );
  }

  /** The colours that the open receivers show, in the order in which they came. */
  colours(): Promise<string[]> {
    return this.page.evaluate(() => {
      const open = window.receivers.filter((receiver) => !receiver.closed);
      return Promise.all(
        open.map(async (receiver) => {
          const signal = AbortSignal.timeout(2000);
          const frame = await receiver.frames.get({ signal }).catch(() => undefined);
          return frame ? colourOf(frame) : 'nothing';
        }),
      );
    });
  }

  /** Wait until the open receivers show these colours, in any order. */
  async expectColours(...colours: string[]): Promise<void> {
    await expect.poll(async () => (await this.colours()).sort()).toEqual([...colours].sort());
  }

  /** How many receivers there have been. */
  receiverCount(): Promise<number> {
    return this.page.evaluate(() => window.receivers.length);
  }

  /** How many offers this page has made. */
  offers(): Promise<number> {
    return this.page.evaluate(() => window.offers);
  }

  /** How many media sections the newest peer connection has. */
  sections(): Promise<number> {
    return this.page.evaluate(() => window.peers.at(-1)!.getTransceivers().length);
  }

  /** End the newest peer connection as if its link were lost. */
  async cutLink(): Promise<void> {
    await this.page.evaluate(() => {
      window.peers.at(-1)!.close();
    });
  }
}

/** Runs in the page before anything else. */
function installColours(): void {
  const NAMES = ['black', 'blue', 'green', 'cyan', 'red', 'magenta', 'yellow', 'white'];
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const Native = RTCPeerConnection;
  const peers: RTCPeerConnection[] = [];
  Object.assign(window, {
    peers,
    offers: 0,
    cameras: new Map(),
    receivers: [],
    RTCPeerConnection: class extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        peers.push(this);
        this.addEventListener('signalingstatechange', () => {
          if (this.signalingState === 'have-local-offer') window.offers++;
        });
      }
    },
    paint: (name: string): MediaStreamTrack => {
      const source = Object.assign(document.createElement('canvas'), { width: 160, height: 120 });
      const bits = NAMES.indexOf(name);
      const painter = source.getContext('2d')!;
      setInterval(() => {
        painter.fillStyle = `rgb(${String((bits & 4) * 63)},${String((bits & 2) * 127)},${String((bits & 1) * 255)})`;
        painter.fillRect(0, 0, 160, 120);
      }, 30);
      return source.captureStream(30).getVideoTracks()[0]!;
    },
    colourOf: (frame: VideoFrame): string => {
      context.drawImage(frame, 0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
      return NAMES[(red > 128 ? 4 : 0) + (green > 128 ? 2 : 0) + (blue > 128 ? 1 : 0)]!;
    },
  });
}
