import { describe, expect, it, vi } from 'vitest';
import type { RtcError } from '../errors.js';
import { SubscriptionClosed } from '../errors.js';
import { Queue } from '../subscriptions/queue.js';
import { SerialConnection, type SerialConnectionOptions } from './serial-connection.js';
import type { SerialInput } from './serial-format.js';
import type { SerialPortLike } from './serial-port.js';

/** A port of real streams, with the other end of the line in hand. */
class FakePort implements SerialPortLike {
  readable: ReadableStream<Uint8Array> | null = null;
  writable: WritableStream<Uint8Array> | null = null;
  readonly opened: number[] = [];
  closed = 0;
  readonly #fromDevice = new TransformStream<Uint8Array, Uint8Array>(undefined, {
    highWaterMark: 99,
  });
  readonly #toDevice = new TransformStream<Uint8Array, Uint8Array>(undefined, {
    highWaterMark: 99,
  });
  readonly #writer = this.#fromDevice.writable.getWriter();
  readonly #reader = this.#toDevice.readable.getReader();

  async open({ baudRate }: { baudRate: number }): Promise<void> {
    this.opened.push(baudRate);
    this.readable = this.#fromDevice.readable;
    this.writable = this.#toDevice.writable;
  }

  async close(): Promise<void> {
    if (this.readable?.locked || this.writable?.locked) throw new Error('the streams are locked');
    this.closed++;
  }

  say(...bytes: number[]): void {
    this.#writer.write(Uint8Array.from(bytes)).catch(() => undefined);
  }

  unplug(): void {
    this.#writer
      .abort(new DOMException('The device has been lost.', 'NetworkError'))
      .catch(() => {});
  }

  async heard(): Promise<number[]> {
    return [...((await this.#reader.read()).value ?? [])];
  }
}

function connect(options: SerialConnectionOptions = {}): {
  port: FakePort;
  serial: SerialConnection;
} {
  const port = new FakePort();
  return { port, serial: new SerialConnection({ port, ...options }) };
}

const text = (line: string): number[] => [...new TextEncoder().encode(line)];

describe('SerialConnection', () => {
  it('yields lines, however they are cut, and writes texts and bytes', async () => {
    const { port, serial } = connect({ baudrate: 9600 });
    const lines = serial.subscribe();
    await serial.onReady();
    expect(port.opened).toEqual([9600]);
    port.say(...text('on'));
    port.say(...text('e\r\ntwo\n\nthr'));
    port.say(...text('ee\n'));
    expect([await lines.get(), await lines.get(), await lines.get(), await lines.get()]).toEqual([
      'one',
      'two',
      '',
      'three',
    ]);
    serial.put_nowait('hi');
    serial.put_nowait(Uint8Array.of(1, 2));
    expect([await port.heard(), await port.heard()]).toEqual([text('hi'), [1, 2]]);
    await serial.close();
    expect(port.closed).toBe(1);
    expect(serial.error).toBeUndefined();
  });

  it('yields bytes as they come with readFormat null, and writes lines', async () => {
    const { port, serial } = connect({ readFormat: null, writeFormat: '\n' });
    const raw = serial.subscribe();
    await serial.onReady();
    port.say(1, 10, 2);
    expect(await raw.get()).toEqual(Uint8Array.of(1, 10, 2));
    serial.put_nowait('go');
    expect(await port.heard()).toEqual(text('go\n'));
    await serial.close();
  });

  it('speaks structs with keys, both ways, across the cuts of the port', async () => {
    const { port, serial } = connect({
      readFormat: '<Bh',
      readKeys: ['id', 'value'],
      writeFormat: '>hB',
      writeKeys: ['speed', 'light'],
    });
    const messages = serial.subscribe();
    await serial.onReady();
    port.say(1, 0xfe);
    port.say(0xff, 2, 3, 0, 9);
    expect([await messages.get(), await messages.get()]).toEqual([
      { id: 1, value: -2 },
      { id: 2, value: 3 },
    ]);
    serial.put_nowait({ light: 1, speed: -2 });
    serial.put_nowait([3, 4]);
    expect([await port.heard(), await port.heard()]).toEqual([
      [0xff, 0xfe, 1],
      [0, 3, 4],
    ]);
    await serial.close();
  });

  it('yields arrays without keys', async () => {
    const { port, serial } = connect({ readFormat: '<BB', writeFormat: '<B' });
    const messages = serial.subscribe();
    port.say(5, 6);
    expect(await messages.get()).toEqual([5, 6]);
    serial.put_nowait(7);
    expect(await port.heard()).toEqual([7]);
    await serial.close();
  });

  it('is ready, reads and writes only after the start byte and the delay', async () => {
    vi.useFakeTimers();
    try {
      const { port, serial } = connect({ readFormat: '<B', startByte: 192, delayWriteStart: 2 });
      const messages = serial.subscribe();
      serial.put_nowait('early');
      port.say(1, 2);
      await vi.waitFor(() => {
        expect(port.opened).toHaveLength(1);
      });
      expect(serial.ready).toBe(false);
      port.say(3, 192, 4);
      expect(await messages.get()).toEqual([4]);
      expect(serial.ready).toBe(true);
      let isHeard = false;
      const heard = port.heard().finally(() => (isHeard = true));
      await vi.advanceTimersByTimeAsync(1900);
      expect(isHeard).toBe(false);
      await vi.advanceTimersByTimeAsync(200);
      expect(await heard).toEqual(text('early'));
      await serial.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('skips a message of a subscription that the format cannot hold, and reports it', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { port, serial } = connect({ writeFormat: '<B' });
    const source = new Queue<SerialInput>();
    serial.putSubscription(source);
    source.put_nowait([256]);
    source.put_nowait([255]);
    expect(await port.heard()).toEqual([255]);
    expect(report).toHaveBeenCalledTimes(1);
    report.mockRestore();
    await serial.close();
  });

  it('tells serial-failed and closes when the port is unplugged', async () => {
    const { port, serial } = connect();
    await serial.onReady();
    port.unplug();
    await serial.onClose();
    expect(serial.error).toMatchObject({ code: 'serial-failed' });
    expect(serial.error?.message).toContain('The device has been lost.');
    expect(port.closed).toBe(1);
    expect(() => {
      serial.put_nowait('late');
    }).toThrow(SubscriptionClosed);
  });

  it('tells serial-failed when the port cannot be opened', async () => {
    const port = new FakePort();
    port.open = () =>
      Promise.reject(new DOMException('Failed to open serial port.', 'NetworkError'));
    const serial = new SerialConnection({ port });
    expect((await serial.onError()) as RtcError).toMatchObject({ code: 'serial-failed' });
    await serial.onClose();
  });

  it('leaves a port open that was open already', async () => {
    const port = new FakePort();
    await port.open({ baudRate: 1 });
    const serial = new SerialConnection({ port });
    await serial.onReady();
    await serial.close();
    expect(port.opened).toEqual([1]);
    expect(port.closed).toBe(0);
    expect(port.readable?.locked).toBe(false);
  });

  it('closes a port that opens when it is closed already', async () => {
    const { port, serial } = connect();
    await serial.close();
    await vi.waitFor(() => {
      expect(port.closed).toBe(port.opened.length);
    });
  });

  it('refuses misuse at once', () => {
    const misuse = (attempt: () => unknown): void => {
      expect(attempt).toThrow(expect.objectContaining({ code: 'bad-argument' }) as Error);
    };
    misuse(() => connect({ readFormat: 'w' }));
    misuse(() => connect({ readFormat: '' }));
    misuse(() => connect({ readFormat: '<BB', readKeys: ['one'] }));
    const { serial } = connect({ writeFormat: '<B' });
    misuse(() => {
      serial.put_nowait([300]);
    });
    misuse(() => {
      serial.put_nowait({ no: 1 });
    });
    misuse(() => {
      connect().serial.put_nowait(5);
    });
  });
});
