import type { Producer } from '@rtcbot-web/sdk';
import { subscribeUntil } from '../link/link-facts.js';

/** What outputs one stream, which it has from then on. */
export type StreamSource = Producer<MediaStream> & { readonly stream: MediaStream | undefined };

/** The stream that an element plays, if it is one. */
export function streamOf({ srcObject }: HTMLMediaElement): MediaStream | undefined {
  return srcObject && 'getTracks' in srcObject ? srcObject : undefined;
}

/** The stream in a media element: the one set from script, or the robot's. */
export class ShownStream {
  readonly #media: HTMLMediaElement;
  readonly #onShow: () => void;
  readonly #onStream: () => void;
  #own: MediaProvider | null = null;
  #robots: MediaStream | null = null;
  #listening = new AbortController();

  /**
   * @param onShow - called when the stream in the element may be another one
   * @param onStream - called then, when the robot's has come
   */
  constructor(media: HTMLMediaElement, onShow: () => void, onStream: () => void) {
    this.#media = media;
    this.#onShow = onShow;
    this.#onStream = onStream;
  }

  /** Whether it was set from script. */
  get isOwn(): boolean {
    return this.#own !== null;
  }

  /** Show this one, whatever the robot sends; null: the robot's again. @throws TypeError if it is none */
  give(stream: MediaProvider | null): void {
    if (stream) this.#media.srcObject = stream; // which throws, as natively
    this.#own = stream;
    this.#show();
  }

  /** Show what this outputs: `choose` is told when it is not to any more. */
  follow(choose: (signal: AbortSignal) => StreamSource | undefined): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    const source = choose(this.#listening.signal);
    this.#robots = source?.stream ?? null;
    if (source) subscribeUntil(source, this.#take, this.#listening);
    this.#show();
  }

  readonly #take = (stream: MediaStream): void => {
    this.#robots = stream;
    this.#show();
    this.#onStream();
  };

  #show(): void {
    const stream = this.#own ?? this.#robots;
    if (stream !== this.#media.srcObject) this.#media.srcObject = stream;
    this.#onShow();
  }
}
