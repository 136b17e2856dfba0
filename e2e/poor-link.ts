/** A link that loses packets and carries little, in front of a TURN server: whatever comes from there passes it. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** What does not leave within this time, in ms, is lost: the queue of a small router. */
const QUEUE_MS = 200;

/** How it treats packets that come from the server. */
export interface LinkQuality {
  /** Part of the packets that are lost, 0 to 1. */
  readonly loss: number;
  /** Bits per second; Infinity for no limit. */
  readonly rateBps: number;
}

/** Passes packets between clients and a TURN server. */
export class PoorLink implements AsyncDisposable {
  quality: LinkQuality = { loss: 0, rateBps: Number.POSITIVE_INFINITY };
  readonly #front = createSocket('udp4');
  readonly #backs = new Map<string, Socket>();
  readonly #serverPort: number;
  #freeMs = 0;
  #lost = 0;

  private constructor(serverUrl: string) {
    this.#serverPort = portOf(serverUrl);
    this.#front.on('message', (packet, { address, port }) => {
      this.#backOf(address, port).send(packet, this.#serverPort, '127.0.0.1');
    });
  }

  /** @param serverUrl - such as `turn:127.0.0.1:3478` */
  static async start(serverUrl: string): Promise<PoorLink> {
    const link = new PoorLink(serverUrl);
    link.#front.bind(0, '127.0.0.1');
    await once(link.#front, 'listening');
    return link;
  }

  /** The address that takes the place of the server's. */
  get url(): string {
    return `turn:127.0.0.1:${this.#front.address().port}?transport=udp`;
  }

  /** How many packets it has lost. */
  get lost(): number {
    return this.#lost;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const back of this.#backs.values()) back.close();
    this.#front.close();
    await once(this.#front, 'close');
  }

  #backOf(address: string, port: number): Socket {
    const known = this.#backs.get(`${address}:${port}`);
    if (known) return known;
    const back = createSocket('udp4');
    back.on('message', (packet) => {
      this.#carry(packet, address, port);
    });
    this.#backs.set(`${address}:${port}`, back);
    return back;
  }

  #carry(packet: Buffer, address: string, port: number): void {
    const nowMs = performance.now();
    const { loss, rateBps } = this.quality;
    const waitMs = Math.max(0, this.#freeMs - nowMs);
    if (waitMs > QUEUE_MS || Math.random() < loss) {
      this.#lost++;
      return;
    }
    this.#freeMs = nowMs + waitMs + (packet.length * 8_000) / rateBps;
    const send = (): void => {
      this.#front.send(packet, port, address, () => undefined);
    };
    if (waitMs < 1) send();
    else setTimeout(send, waitMs);
  }
}

function portOf(url: string): number {
  return Number(/:(\d+)(\?|$)/.exec(url)?.[1]);
}
