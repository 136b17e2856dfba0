/**
 * What Web Serial offers, as far as it is used here.
 *
 * @see https://wicg.github.io/serial/
 */

/** A serial port: the browser's, or anything with the same two streams. */
export interface SerialPortLike {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: { readonly baudRate: number }): Promise<void>;
  close(): Promise<void>;
}

interface Serial {
  getPorts(): Promise<SerialPortLike[]>;
  requestPort(): Promise<SerialPortLike>;
}

/** The port that the page may use already, else the one that the user picks (that needs a click first). */
export async function choosePort(): Promise<SerialPortLike> {
  const { serial } = navigator as { serial?: Serial };
  if (!serial) {
    throw new Error(
      'this browser has no Web Serial, or the page is not from https:// or localhost',
    );
  }
  const [allowed] = await serial.getPorts();
  return allowed ?? serial.requestPort();
}
