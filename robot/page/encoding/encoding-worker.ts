import type { EncoderReport } from '../../wire/media.js';
import type { EncodedSender } from '../encoder/encoded-source.js';
import type { FromEncoder, ToEncoder } from '../encoder/worker-messages.js';

/** A worker that has answered none of so many questions, one each second, hangs. */
const UNANSWERED = 12;
const ASK_MS = 1_000;

/** Who hears of what fails. */
export interface EncodingWorkerListener {
  /** This camera, or all of them, cannot be encoded here. */
  readonly onFailure: (message: string, camera?: string) => void;
}

/** The page's end of the worker that encodes for several viewers at once. */
export class EncodingWorker {
  readonly #worker = new Worker('encoder.js');
  readonly #reports = new Map<number, (encoders: readonly EncoderReport[]) => void>();
  #count = 0;
  #asked = 0;
  /** Sources are made one after the other: nothing in them tells whose they are. */
  #work: Promise<unknown> = Promise.resolve();

  constructor({ onFailure }: EncodingWorkerListener) {
    this.#worker.onmessage = ({ data }: MessageEvent<FromEncoder>) => {
      if (data.type === 'failed') onFailure(data.message, data.camera);
      else {
        this.#asked = 0;
        this.#reports.get(data.request)?.(data.encoders);
        this.#reports.delete(data.request);
      }
    };
    const timer = setInterval(() => {
      void this.report();
      if (++this.#asked < UNANSWERED) return;
      clearInterval(timer);
      onFailure('its worker hangs');
    }, ASK_MS);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      onFailure(event.message || 'its worker could not be loaded');
    };
  }

  /**
   * Make a viewer of a sender without a track; what it is to see is told to {@link tell}.
   * @returns its id
   */
  attach(sender: RTCRtpSender, payloadType: number): Promise<number> {
    const viewer = ++this.#count;
    const made = this.#work.then(async () => {
      this.tell({ type: 'expect', viewer, payloadType });
      await (sender as EncodedSender).createEncodedSource(this.#worker);
      return viewer;
    });
    this.#work = made.catch(() => undefined);
    return made;
  }

  /** Tell the worker something. */
  tell(message: ToEncoder, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** What it encodes; nothing if it does not answer. */
  report(): Promise<readonly EncoderReport[]> {
    const request = ++this.#count;
    return new Promise((resolve) => {
      this.#reports.set(request, resolve);
      this.tell({ type: 'report', request });
      setTimeout(() => {
        this.#reports.delete(request);
        resolve([]);
      }, ASK_MS);
    });
  }
}
