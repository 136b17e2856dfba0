import { RtcError } from '../errors.js';
import { reportCallbackError } from '../subscriptions/listeners.js';
import { pump } from '../subscriptions/pump.js';
import { SubscriptionProducerConsumer } from '../subscriptions/subscription-consumer.js';
import {
  concatenate,
  serialDecoder,
  serialEncoder,
  type SerialInput,
  type SerialMessage,
} from './serial-format.js';
import { choosePort, type SerialPortLike } from './serial-port.js';

/** Options of a {@link SerialConnection}. */
export interface SerialConnectionOptions {
  /** Which port; by default the one that the page may use, else the user is asked, after a click. */
  readonly port?: SerialPortLike | undefined;
  /** What comes in: `"\n"` (default) lines as texts, null bytes as they come, or a format of Python's struct. */
  readonly readFormat?: string | null | undefined;
  /** What goes out: null (default) texts and bytes, `"\n"` the same as lines, or a format of Python's struct. */
  readonly writeFormat?: string | null | undefined;
  /** Bits per second; default 115200. */
  readonly baudrate?: number | undefined;
  /** Names of the values of `readFormat`: what comes in are objects then. */
  readonly readKeys?: readonly string[] | null | undefined;
  /** Names of the values of `writeFormat`: objects can be put then. */
  readonly writeKeys?: readonly string[] | null | undefined;
  /** All that comes in before this byte, and it, are skipped; only then it is ready, and writes. */
  readonly startByte?: number | null | undefined;
  /** Seconds (as in RTCBot) from being ready to the first write: an Arduino restarts when its port is opened. */
  readonly delayWriteStart?: number | undefined;
}

/**
 * A serial port, as to an Arduino, over Web Serial (Chromium).
 *
 * @see rtcbot/arduino.py, `SerialConnection`
 * @example
 * ```ts
 * const serial = new SerialConnection({ readFormat: '<Hh', readKeys: ['distance', 'speed'] });
 * serial.subscribe(({ distance }) => { console.log(distance); });
 * ```
 */
export class SerialConnection extends SubscriptionProducerConsumer<SerialInput, SerialMessage> {
  readonly #options: SerialConnectionOptions;
  readonly #decode;
  readonly #encode;
  #release: (() => Promise<void>) | undefined;

  /**
   * @param options - which port, and what goes over it
   * @throws RtcError `bad-argument` if a format is not one of Python's struct, or keys do not match it
   */
  constructor(options: SerialConnectionOptions = {}) {
    super();
    const { readFormat = '\n', writeFormat = null, readKeys, writeKeys } = options;
    this.#options = options;
    this.#decode = serialDecoder(readFormat, readKeys);
    this.#encode = serialEncoder(writeFormat, writeKeys);
    this.#run().then(() => this.close(), this.#fail);
  }

  /**
   * Write one message; before the port is ready it waits.
   * @throws RtcError `bad-argument` if the format cannot hold it; SubscriptionClosed after `close`
   */
  override put_nowait(message: SerialInput): void {
    this.#encode(message);
    super.put_nowait(message);
  }

  protected override async _close(): Promise<void> {
    await Promise.all([super._close(), this.#release?.()]);
  }

  readonly #fail = (error: unknown): void => {
    if (this.closed) return;
    const { message } = error as Error;
    this._setError(
      new RtcError('serial-failed', `The serial port failed, or was unplugged: ${message}`, {
        cause: error,
      }),
    );
    void this.close();
  };

  async #run(): Promise<void> {
    const { port = await choosePort(), baudrate = 115_200 } = this.#options;
    const isOurs = !port.readable;
    if (isOurs && !this.closed) await port.open({ baudRate: baudrate });
    const reader = port.readable?.getReader();
    const writer = port.writable?.getWriter();
    this.#release = async () => {
      await reader?.cancel().catch(() => undefined); // it has failed already, and said so
      reader?.releaseLock();
      writer?.releaseLock();
      if (isOurs) await port.close().catch(() => undefined); // it was unplugged
    };
    if (this.closed) return this.#release();
    const start = this.#options.startByte;
    if (start === null || start === undefined) this._setReady(true);
    if (writer) void this.#write(writer);
    if (reader) await this.#read(reader);
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    let rest: Uint8Array = new Uint8Array();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const bytes = this.ready ? concatenate(rest, value) : this.#afterStart(value);
      if (this.closed) return;
      rest = this.#decode(bytes, (message) => {
        this._put_nowait(message);
      });
    }
  }

  /** What follows the start byte; nothing if it is still to come. */
  #afterStart(bytes: Uint8Array): Uint8Array {
    const index = bytes.indexOf(this.#options.startByte ?? 0);
    if (index < 0) return new Uint8Array();
    this._setReady(true);
    return bytes.subarray(index + 1);
  }

  async #write(writer: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
    try {
      await this.onReady();
      const delayMs = (this.#options.delayWriteStart ?? 0) * 1000;
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    } catch {
      return; // closed, and `error` tells why
    }
    const write = (message: SerialInput): Promise<void> => this.#writeOne(writer, message);
    await pump(() => this._get(), write, this.#fail);
  }

  /** A message of a subscription that the format cannot hold is reported, and the next one goes. */
  async #writeOne(
    writer: WritableStreamDefaultWriter<Uint8Array>,
    message: SerialInput,
  ): Promise<void> {
    let bytes;
    try {
      bytes = this.#encode(message);
    } catch (error) {
      reportCallbackError(error);
      return;
    }
    await writer.write(bytes);
  }
}
