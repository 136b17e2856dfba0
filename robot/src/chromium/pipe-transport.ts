import type { Readable, Writable } from 'node:stream';
import type { ConnectionTransport } from 'puppeteer-core';

const END_OF_MESSAGE = '\0';

/** Carries DevTools messages over Chromium's two pipes: each is JSON text that ends in a zero byte. */
export class PipeTransport implements ConnectionTransport {
  onmessage?: (message: string) => void;
  onclose?: () => void;
  readonly #toChromium: Writable;
  #incomplete: string[] = [];
  #closed = false;

  constructor(toChromium: Writable, fromChromium: Readable) {
    this.#toChromium = toChromium;
    fromChromium.setEncoding('utf8');
    fromChromium.on('data', (text: string) => {
      this.#onText(text);
    });
    const end = (): void => {
      this.#end();
    };
    fromChromium.on('close', end).on('error', end);
    toChromium.on('close', end).on('error', end);
  }

  send(message: string): void {
    if (!this.#closed) this.#toChromium.write(message + END_OF_MESSAGE);
  }

  close(): void {
    this.#toChromium.destroy();
    this.#end();
  }

  #onText(text: string): void {
    const [head = '', ...rest] = text.split(END_OF_MESSAGE);
    this.#incomplete.push(head);
    for (const next of rest) {
      const message = this.#incomplete.join('');
      this.#incomplete = [next];
      this.onmessage?.(message);
    }
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onclose?.();
  }
}
