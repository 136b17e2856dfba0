import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import { closedAfterAll } from './closed-after-all.js';
import { eventually } from './eventually.js';
import { RecordedLog } from './recorded-log.js';

/** Fills the picture with the state's colour; the code lies in a second module, below the first one. */
const SCRIPT = `import { fill } from './parts/fill.mjs';
let newest, drawnOfIt;
export function draw(context, state, { timeMs, number }) {
  if (state?.fails) throw new Error('no paint');
  drawnOfIt = state === newest ? drawnOfIt + 1 : 0;
  newest = state;
  const isTooEarly = timeMs < (state?.untilMs ?? 0) || drawnOfIt < (state?.untilDrawn ?? 0);
  fill(context, isTooEarly ? '#808080' : (state?.color ?? '#000000'));
  context.translate(10_000, 0); // what one frame leaves behind is nothing to the next
  if (!(timeMs > 0 && number >= 0)) throw new Error('no time');
}`;
const PART = `export const fill = (context, color) => {
  context.fillStyle = color;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
};`;

describe('a camera that a script draws', () => {
  const log = new RecordedLog();
  let folder: string;
  let robot: Robot;

  const keep = closedAfterAll();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drawn camera-'));
    keep({ close: () => rm(folder, { recursive: true }) });
    await mkdir(join(folder, 'parts'));
    await writeFile(join(folder, 'scene.js'), SCRIPT);
    await writeFile(join(folder, 'parts', 'fill.mjs'), PART);
    const camera = { script: join(folder, 'scene.js'), width: 320, height: 240 };
    robot = keep(new Robot({ camera, log, supervision: { cameraStallMs: 500 } }));
    robot.scene.put_nowait({ color: '#ff0000' }); // before it runs
    await robot.start();
  });

  /** Red, green and blue in the middle of the picture. */
  const middle = async (): Promise<number[]> => {
    const { data, width, height } = await robot.snapshot({ format: 'rgba' });
    const at = ((height / 2) * width + width / 2) * 4;
    return [...data.subarray(at, at + 3)];
  };
  const expectColor = (color: number[]): Promise<void> =>
    eventually(async () => {
      const seen = await middle();
      for (const [index, value] of color.entries()) {
        expect(Math.abs(seen[index]! - value), String(seen)).toBeLessThan(12);
      }
    });

  it('is a camera like any other, and has no sound by itself', async () => {
    const { camera, microphone } = await robot.status();
    expect(camera).toMatchObject({ name: 'main', state: 'live', label: 'scene.js' });
    await eventually(async () => {
      expect((await robot.status()).camera).toMatchObject({ width: 320, height: 240 });
    });
    expect(microphone).toBeNull();
  });

  it('draws what was put last, also before it started', async () => {
    await expectColor([255, 0, 0]);
    for (const color of ['#123456', '#abcdef', '#00ff00']) robot.scene.put_nowait({ color });
    await expectColor([0, 255, 0]);
  });

  it('is not taken for a camera that stalls', async () => {
    // Until three seconds after its start; another camera would count as stalled after half a second.
    robot.scene.put_nowait({ color: '#ff00ff', untilMs: 3_000 });
    await expectColor([255, 0, 255]);
    expect(log.lines.join('\n')).not.toContain('no pictures');
  });

  it('costs next to nothing while nobody watches, and is there for who comes', async () => {
    robot.scene.put_nowait({ color: '#00ffff', untilDrawn: 8 });
    await setTimeout(1_500); // the time over which is counted: at its full rate it would draw 45 times
    const [red = 0] = await middle();
    expect(red).toBeGreaterThan(64); // grey: it has drawn less often
    await expectColor([0, 255, 255]);
  });

  it('shows and tells what a script throws, and goes on when it draws again', async () => {
    robot.scene.put_nowait({ fails: true });
    await eventually(() => {
      expect(log.lines.join('\n')).toContain("a camera's script failed: Error: no paint");
    });
    robot.scene.put_nowait({ color: '#0000ff' });
    await expectColor([0, 0, 255]);
  });

  it('draws the same state in a page that was started again', async () => {
    robot.scene.put_nowait({ color: '#ffff00' });
    await expectColor([255, 255, 0]);
    process.kill(robot.chromiumPid!, 'SIGKILL');
    await eventually(async () => {
      const { restarts, state } = await robot.status();
      expect({ restarts, state }).toEqual({ restarts: 1, state: 'running' });
    });
    await expectColor([255, 255, 0]);
  });

  it('refuses a state that is not JSON', () => {
    expect(() => robot.scene.put_nowait(1n)).toThrow(
      expect.objectContaining({ code: 'not-serializable' }),
    );
  });
});

describe('a camera script that cannot be used', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'camera-script-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it.each([
    ['not-there.js', undefined, 'camera-missing', 'cannot be read'],
    ['scene.txt', 'draw()', 'camera-missing', 'is not a .js or .mjs file'],
    ['broken.js', 'export function draw( {', 'media-failed', 'broken.js: SyntaxError'],
    ['empty.js', 'export const width = 1;', 'media-failed', 'must export a function draw'],
  ])('%s: start() says what is wrong', async (name, text, code, words) => {
    const script = join(folder, name);
    if (text !== undefined) await writeFile(script, text);
    await using robot = new Robot({ camera: { script }, log: new RecordedLog() });
    await expect(robot.start()).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });
});
