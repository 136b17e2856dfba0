import type { Page } from '@playwright/test';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { installCodedMedia, type CodedMedia } from './coded-media.js';
import type { Description, Picture, Sound } from './python-peer.js';
import { installStandIn } from './rtcbot-stand-in.js';

/** Which implementation a page uses. */
export type Implementation = 'RTCBot Web' | "RTCBot's JavaScript";

/** What the page sends and receives. */
export interface PagePlan {
  readonly iceServers?: RTCIceServer[];
  readonly ordered?: boolean;
  /** Kinds in the order in which they are put. */
  readonly send?: readonly ('video' | 'audio')[];
  readonly audioHz?: number;
  readonly receive?: readonly ('video' | 'audio')[];
}

/** What the scripts of the tests keep in the page. */
export interface PeerWindow {
  conn: Rtcbot.RTCConnection;
  messages: unknown[];
  wake: () => void;
  closedAtMs: number | undefined;
  streams: Partial<Record<'video' | 'audio', MediaStream>>;
  codedMedia: CodedMedia;
  rtcbot: typeof Rtcbot;
  RTCBotStandIn: typeof Rtcbot.RTCConnection;
}

/** A page with one connection, `conn`, of ours or of RTCBot's JavaScript. */
export class PeerPage {
  readonly page: Page;
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** Open a page of the tutorial server. */
  async open(url: string, path = '/peer.html'): Promise<this> {
    await this.page.addInitScript(installCodedMedia);
    await this.page.addInitScript(installStandIn);
    await this.page.goto(url + path);
    return this;
  }

  /** Make the connection; what is planned is put and subscribed. */
  async make(plan: PagePlan = {}, implementation: Implementation = 'RTCBot Web'): Promise<void> {
    await this.page.evaluate(
      ({ plan: { ordered = true, iceServers = [], ...media }, ours }) => {
        const state = window as unknown as PeerWindow;
        const make = ours ? state.rtcbot.RTCConnection : state.RTCBotStandIn;
        const conn = new make(ordered, { iceServers });
        Object.assign(state, { conn, messages: [], streams: {}, wake: () => undefined });
        conn.subscribe((message) => {
          state.messages.push(message);
          state.wake();
        });
        for (const kind of media.receive ?? []) {
          conn[kind].subscribe((stream) => {
            state.streams[kind] = stream;
            if (kind === 'video') document.querySelector('video')!.srcObject = stream;
          });
        }
        for (const kind of media.send ?? []) {
          const { codedMedia } = state;
          conn[kind].putSubscription(
            kind === 'video' ? codedMedia.paint() : codedMedia.tone(media.audioHz ?? 440),
          );
        }
      },
      { plan, ours: implementation === 'RTCBot Web' },
    );
  }

  describe(offer?: Description): Promise<Description> {
    return this.page.evaluate(
      (remote) => (window as unknown as PeerWindow).conn.getLocalDescription(remote),
      offer,
    );
  }

  async accept(answer: Description): Promise<void> {
    await this.page.evaluate(
      (remote) => (window as unknown as PeerWindow).conn.setRemoteDescription(remote),
      answer,
    );
  }

  /** Connect as RTCBot's tutorial does; resolves to the HTTP status and the two descriptions. */
  post() {
    return this.page.evaluate(async () => {
      const { conn } = window as unknown as PeerWindow;
      const offer = await conn.getLocalDescription();
      const response = await fetch('/connect', {
        method: 'POST',
        cache: 'no-cache',
        body: JSON.stringify(offer),
      });
      const { status } = response;
      const answer = (await response.json()) as Rtcbot.SessionDescription;
      await conn.setRemoteDescription(answer);
      return { status, offer, answer };
    });
  }

  /** Put messages; resolves to the code of the error of each, or null. */
  put(...messages: unknown[]): Promise<(string | null)[]> {
    return this.page.evaluate((values) => {
      const { conn } = window as unknown as PeerWindow;
      return values.map((value) => {
        try {
          conn.put_nowait(value);
          return null;
        } catch (error) {
          return (error as Rtcbot.RtcError).code;
        }
      });
    }, messages);
  }

  /** The next messages. */
  get(count = 1): Promise<unknown[]> {
    return this.page.evaluate(async (wanted) => {
      const state = window as unknown as PeerWindow;
      while (state.messages.length < wanted) {
        await new Promise<void>((resolve) => (state.wake = resolve));
      }
      return state.messages.splice(0, wanted);
    }, count);
  }

  async ready(): Promise<void> {
    await this.page.evaluate(() => (window as unknown as PeerWindow).conn.onReady());
  }

  /** What the next presented pictures of the incoming video say. */
  pictures(count = 3): Promise<Picture[]> {
    return this.page.evaluate((wanted) => {
      const video = document.querySelector('video')!;
      return (window as unknown as PeerWindow).codedMedia.pictures(video, wanted);
    }, count);
  }

  /** The strongest frequency in the incoming sound. */
  sound(): Promise<Pick<Sound, 'hz'>> {
    return this.page.evaluate(async () => {
      const state = window as unknown as PeerWindow;
      while (!state.streams.audio) await new Promise((resolve) => requestAnimationFrame(resolve));
      return state.codedMedia.sound(state.streams.audio);
    });
  }

  /** Begin to watch for the end; call before it comes. */
  async watchClose(): Promise<void> {
    await this.page.evaluate(() => {
      const state = window as unknown as PeerWindow;
      state.closedAtMs = undefined;
      state.conn.onClose(() => {
        state.closedAtMs = Date.now();
      });
    });
  }

  /** Resolves when the connection is over: the epoch time in ms at which the page noticed. */
  async closedAtMs(): Promise<number> {
    const handle = await this.page.waitForFunction(
      () => (window as unknown as PeerWindow).closedAtMs,
    );
    return (await handle.jsonValue())!;
  }

  /** Close it; resolves to the epoch time in ms at which that was done. */
  close(): Promise<number> {
    return this.page.evaluate(() => {
      const nowMs = Date.now();
      void (window as unknown as PeerWindow).conn.close();
      return nowMs;
    });
  }
}
