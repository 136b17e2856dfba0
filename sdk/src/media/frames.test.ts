import { describe, expect, it, vi } from 'vitest';
import { SubscriptionClosed } from '../errors.js';
import { Frames } from './frames.js';

/** Counts what is open, as the browser does with its memory. */
class FakeFrame {
  static open = new Set<FakeFrame>();
  readonly id: number;
  constructor(id: number) {
    this.id = id;
    FakeFrame.open.add(this);
  }
  get isOpen(): boolean {
    return FakeFrame.open.has(this);
  }
  clone(): this {
    return new FakeFrame(this.id) as this;
  }
  close(): void {
    FakeFrame.open.delete(this);
  }
}

const live = { readyState: 'live' } as MediaStreamTrack;

function camera(depth?: number) {
  FakeFrame.open.clear();
  const readers: { put: (id: number) => void; signal: AbortSignal }[] = [];
  const onWanted = vi.fn();
  const frames = new Frames<FakeFrame>({
    depth,
    onWanted,
    read: (_track, onFrame, signal) => {
      readers.push({ signal, put: (id) => onFrame(new FakeFrame(id)) });
    },
  });
  frames._follow(live);
  return { frames, readers, onWanted, put: (id: number) => readers.at(-1)!.put(id) };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('Frames', () => {
  it('reads while somebody subscribes, and only then', () => {
    const { frames, readers, onWanted } = camera();
    expect(readers).toHaveLength(0);
    const callback = frames.subscribe(() => undefined);
    const other = frames.subscribe();
    expect(readers).toHaveLength(1);
    expect(onWanted).toHaveBeenCalledTimes(2);
    frames.unsubscribe(callback);
    expect(readers[0]!.signal.aborted).toBe(false);
    frames.unsubscribe(other);
    expect(readers[0]!.signal.aborted).toBe(true);
  });

  it('hands out the newest frame, and closes those before and each that was handed out', async () => {
    const { frames, put } = camera();
    const subscription = frames.subscribe();
    put(1);
    put(2);
    const second = await subscription.get();
    expect([second.id, second.isOpen, FakeFrame.open.size]).toEqual([2, true, 1]);
    const kept = second.clone();
    const pending = subscription.get();
    expect(second.isOpen).toBe(false);
    put(3);
    expect((await pending).id).toBe(3);
    await frames.close();
    await expect(subscription.get()).rejects.toBeInstanceOf(SubscriptionClosed);
    expect([...FakeFrame.open]).toEqual([kept]);
  });

  it('keeps a frame open until an asynchronous callback is done, and skips what comes meanwhile', async () => {
    const { frames, put } = camera();
    const seen: number[] = [];
    const waiting: (() => void)[] = [];
    frames.subscribe(async (frame) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      seen.push(frame.isOpen ? frame.id : -frame.id);
    });
    put(1);
    await settle();
    put(2);
    put(3);
    // Two in the hands of one callback would leave a camera none for the others.
    expect([...FakeFrame.open].map(({ id }) => id)).toEqual([1]);
    waiting[0]!();
    await settle();
    put(4);
    await settle();
    waiting[1]!();
    await settle();
    expect(seen).toEqual([1, 4]);
    expect(FakeFrame.open.size).toBe(0);
  });

  it('closes the frame of a callback that throws, reports the error, and goes on', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { frames, put } = camera();
    const callback = vi.fn(() => {
      throw new Error('of the user');
    });
    frames.subscribe(callback);
    put(1);
    await settle();
    put(2);
    await settle();
    expect(callback).toHaveBeenCalledTimes(2);
    expect(report).toHaveBeenCalledTimes(2);
    expect(FakeFrame.open.size).toBe(0);
    report.mockRestore();
  });

  it('ends with the loop that reads it', async () => {
    const { frames, readers, put } = camera();
    const loop = (async () => {
      for await (const frame of frames.subscribe()) return frame;
      return undefined;
    })();
    put(1);
    const frame = await loop;
    expect([frame?.id, frame?.isOpen]).toEqual([1, false]);
    put(2);
    expect(readers[0]!.signal.aborted).toBe(true);
    expect(FakeFrame.open.size).toBe(0);
  });

  it('shares one subscription between calls of get, which unsubscribe() drops', async () => {
    const { frames, readers, put } = camera();
    const first = frames.get();
    put(1);
    expect((await first).id).toBe(1);
    put(2);
    expect((await frames.get()).id).toBe(2);
    frames.unsubscribe();
    frames.unsubscribe();
    expect(readers[0]!.signal.aborted).toBe(true);
  });

  it('gives an object of the user a frame of its own', () => {
    const { frames, put } = camera();
    const taken: FakeFrame[] = [];
    frames.subscribe({ put_nowait: (frame) => taken.push(frame) });
    put(1);
    expect([taken[0]!.isOpen, FakeFrame.open.size]).toEqual([true, 1]);
  });

  it('lets as many wait as it is told', async () => {
    const { frames, put } = camera(2);
    const subscription = frames.subscribe();
    for (const id of [1, 2, 3]) put(id);
    expect([(await subscription.get()).id, (await subscription.get()).id]).toEqual([2, 3]);
    expect(FakeFrame.open.size).toBe(1);
  });

  it('follows another track, and takes no more of the one before', async () => {
    const { frames, readers } = camera();
    const subscription = frames.subscribe();
    frames._follow({ readyState: 'live' } as MediaStreamTrack);
    expect(readers).toHaveLength(2);
    readers[0]!.put(1);
    readers[1]!.put(2);
    expect((await subscription.get()).id).toBe(2);
    frames._follow(undefined);
    expect(readers[1]!.signal.aborted).toBe(true);
    expect(frames.ready).toBe(false);
  });

  it('subscribes nobody where the browser has no such frames, or they cannot be asked for', () => {
    const read = vi.fn();
    const unsupported = new Frames<FakeFrame>({ type: 'VideoFrame', read });
    expect(() => unsupported.subscribe()).toThrow(
      expect.objectContaining({ code: 'webrtc-unsupported' }),
    );
    const onWanted = (): never => {
      throw new Error('too late');
    };
    const refused = new Frames<FakeFrame>({ read, onWanted });
    expect(() => refused.subscribe(() => undefined)).toThrow('too late');
    for (const frames of [unsupported, refused]) frames._follow(live);
    expect(read).not.toHaveBeenCalled();
  });

  it('yields nothing after close', async () => {
    const { frames, readers } = camera();
    await frames.close();
    await expect(frames.get()).rejects.toBeInstanceOf(SubscriptionClosed);
    frames.subscribe(() => undefined);
    expect(readers).toHaveLength(0);
  });
});
