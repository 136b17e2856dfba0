import type { FirstOffer } from '@rtcbot-web/sdk/protocol';
import type { OperatorPage } from './operator-page.js';

declare global {
  /** What a hostile page has at hand: the browser's own objects behind the SDK. */
  var raw: {
    /** Peer connections of the page, newest last. */
    readonly pcs: RTCPeerConnection[];
    /** The open data channel of this label on the newest one. */
    channel(label: string): RTCDataChannel;
    /** Send a signal to the robot through the page's own socket, by the page's own session or another. */
    signal(signal: unknown, sessionId?: string): void;
    /** The last offer that the SDK sent. */
    offer(): { type: 'offer'; sdp: string };
    /** Do `work` so often per second, until `stop`. */
    repeat(perSec: number, work: (number: number) => void): void;
    stop(): void;
  };
}

/** Runs in a hostile page before the SDK is loaded. */
export function prepareHostilePage(): void {
  const pcs: RTCPeerConnection[] = [];
  const channels: RTCDataChannel[] = [];
  let socket: WebSocket | undefined;
  let signalText = '';
  let timer: ReturnType<typeof setInterval> | undefined;
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      pcs.push(this);
    }
    override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, init);
      channels.push(channel);
      return channel;
    }
  };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (this: WebSocket, data: never) {
    if (String(data).includes('"type":"offer"')) {
      // eslint-disable-next-line @typescript-eslint/no-this-alias -- the socket that the SDK has made
      socket = this;
      signalText = String(data);
    }
    send.call(this, data);
  };
  const lastOffer = () => {
    // The first offer comes with the join.
    const [, { robotId, offer, ...later }] = JSON.parse(signalText.replace(/^\d+/, '')) as [
      string,
      FirstOffer & { robotId: string; offer?: FirstOffer },
    ];
    return { robotId, ...(offer ?? later) };
  };
  let ack = 1_000_000;
  globalThis.raw = {
    pcs,
    channel: (label) =>
      channels.findLast((one) => one.label === label && one.readyState === 'open')!,
    offer: () => lastOffer().signal,
    signal: (signal, sessionId) => {
      const payload = { ...lastOffer(), signal, ...(sessionId ? { sessionId } : {}) };
      socket!.send(`42${String(ack++)}${JSON.stringify(['signal:send', payload])}`);
    },
    repeat: (perSec, work) => {
      const startMs = performance.now();
      let done = 0;
      timer = setInterval(() => {
        const due = Math.floor(((performance.now() - startMs) / 1000) * perSec);
        for (; done < due; done++) {
          try {
            work(done);
          } catch {
            // Its own browser has had enough, or it was hung up on.
          }
        }
      }, 10);
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** Have the page open the channels for driving, as one that could drive does. */
export async function openDriving(page: OperatorPage): Promise<void> {
  await page.evaluate(async () => {
    const { teleop } = conn as unknown as { teleop: { onLiveness(listener: unknown): unknown } };
    await new Promise<void>((resolve) => {
      teleop.onLiveness((liveness: string) => {
        if (liveness === 'live') resolve();
      });
    });
  });
}
