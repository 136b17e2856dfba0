import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import { eventually } from './eventually.js';
import { signalService } from './processes.js';
import { RecordedLog } from './recorded-log.js';

const WIDTH = 64;
const HEIGHT = 48;

/** A film of two frames. */
function film(): Buffer {
  const header = Buffer.from(`YUV4MPEG2 W${String(WIDTH)} H${String(HEIGHT)} F30:1 C420\n`);
  const frame = Buffer.concat([
    Buffer.from('FRAME\n'),
    Buffer.alloc((WIDTH * HEIGHT * 3) / 2, 128),
  ]);
  return Buffer.concat([header, frame, frame]);
}

it('waits for a camera that is gone, over a restart of Chromium too, until it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rtcbot-unplugged-'));
  const file = join(folder, 'camera.y4m');
  await writeFile(file, film());
  const log = new RecordedLog();
  const robot = new Robot({ camera: { file }, display: false, log });
  try {
    await robot.start();
    expect((await robot.status()).camera).toMatchObject({ state: 'live', width: WIDTH });
    await rename(file, `${file}.away`);
    signalService(robot.chromiumPid!, 'video_capture', 'SIGKILL');
    await eventually(async () => {
      const { state, camera, cameras } = await robot.status();
      expect([state, camera]).toEqual(['running', null]);
      expect(cameras).toMatchObject([
        {
          name: 'main',
          state: 'lost',
          error: expect.stringContaining('camera cannot be used') as string,
        },
      ]);
    });
    process.kill(robot.chromiumPid!, 'SIGKILL');
    await eventually(async () => {
      const { restarts, cameras } = await robot.status();
      expect([restarts, cameras[0]?.state]).toEqual([1, 'lost']);
    });
    await rename(`${file}.away`, file);
    await eventually(async () => {
      expect((await robot.status()).camera).toMatchObject({ state: 'live', width: WIDTH });
    });
    expect((await robot.snapshot()).width).toBe(WIDTH);
    expect(log.lines.join('\n')).toContain('info main is back');
  } finally {
    await robot.close();
    await rm(folder, { recursive: true });
  }
});
