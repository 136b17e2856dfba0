import { beforeAll, describe, expect, it } from 'vitest';
import { expectWithin } from '../../scripts/testing/timed-trial.mjs';
import { Robot } from '../src/robot.js';
import type { RobotFrame } from '../src/media/robot-frames.js';
import { closedAfterAll } from './closed-after-all.js';
import { eventually } from './eventually.js';
import { RecordedLog } from './recorded-log.js';

describe('frames of a camera', () => {
  const log = new RecordedLog();
  let robot: Robot;

  const keep = closedAfterAll();

  beforeAll(async () => {
    robot = keep(new Robot({ camera: 'test', microphone: 'none', log }));
    await robot.start();
  });

  it('are pixels, scaled on demand', async () => {
    const frames = robot.frames({ format: 'rgba', maxFps: 30, width: 160 });
    const first = await frames.get();
    expect(first).toMatchObject({ camera: 'main', format: 'rgba', width: 160, height: 120 });
    expect(first.data).toHaveLength(160 * 120 * 4);
    const colours = new Set(new Uint32Array(Uint8Array.from(first.data).buffer));
    expect(colours.size).toBeGreaterThan(2);
    const next = await frames.get();
    expect(next.timestampMs).toBeGreaterThan(first.timestampMs);
    expect(Buffer.compare(first.data, next.data)).not.toBe(0);
    await frames.close();
    const whole = await robot.snapshot({ format: 'rgba' });
    expect(whole).toMatchObject({ width: 640, height: 480 });
    expect(whole.data).toHaveLength(640 * 480 * 4);
  });

  it('are JPEG files', async () => {
    const { data, format } = await robot.snapshot({ quality: 0.5 });
    expect(format).toBe('jpeg');
    expect(data.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect(data.subarray(-2).toString('hex')).toBe('ffd9');
  });

  it('come no faster than asked for, and the newest wins for who is slow', () =>
    expectWithin(500, async () => {
      const frames = robot.frames({ maxFps: 20, width: 64 });
      const seen: number[] = [];
      const ends: number[] = [];
      const fast: number[] = [];
      frames.subscribe(({ timestampMs }: RobotFrame) => fast.push(timestampMs));
      frames.subscribe(async ({ timestampMs }: RobotFrame) => {
        seen.push(timestampMs);
        // As long as ten frames take.
        const enough = fast.length + 10;
        await eventually(() => expect(fast.length).toBeGreaterThanOrEqual(enough), { interval: 5 });
        ends.push(Date.now());
      });
      await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(4));
      await frames.close();
      const seconds = (fast.at(-1)! - fast[0]!) / 1_000;
      expect(fast.length / seconds).toBeLessThan(22);
      expect(fast.length).toBeGreaterThan(seen.length * 5);
      // Each one began after the one before was done, with a frame that was not older than a few frames.
      return Math.max(...seen.slice(1).map((timestampMs, index) => ends[index]! - timestampMs));
    }));

  it('come again after a restart of Chromium', async () => {
    const frames = robot.frames({ width: 64 });
    const before = await frames.get();
    process.kill(robot.chromiumPid!, 'SIGKILL');
    await robot.onReady();
    await eventually(async () => {
      expect((await frames.get()).timestampMs).toBeGreaterThan(before.timestampMs + 100);
    });
    await frames.close();
    expect(log.warnings.filter((line) => !line.includes('Lost the camera'))).toEqual([]);
  });

  it('are refused where they cannot be', () => {
    for (const options of [{ maxFps: 0 }, { quality: 2 }, { width: 0.5 }, { camera: 'roof' }]) {
      expect(() => robot.frames(options)).toThrow(
        expect.objectContaining({ code: 'bad-argument' }),
      );
    }
    expect(() => robot.frames({ format: 'png' as never })).toThrow('format must be');
  });

  it('outlive a callback that fails', async () => {
    const frames = robot.frames({ width: 64 });
    let calls = 0;
    frames.subscribe(() => {
      if (++calls < 3) throw new Error('no faces');
    });
    await eventually(() => expect(calls).toBeGreaterThan(2));
    await frames.close();
    expect(log.warnings.at(-1)).toContain('A frames callback failed: Error: no faces');
  });
});
