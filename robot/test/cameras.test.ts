import { createRelay, type Relay } from '@rtcbot-web/relay';
import { beforeAll, describe, expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import { closedAfterAll } from './closed-after-all.js';
import { eventually } from './eventually.js';
import { OperatorPage } from './operator-page.js';
import { signalService } from './processes.js';
import { RecordedLog } from './recorded-log.js';

const cameras = { front: 'test', rear: { source: 'test', width: 320, height: 240 } } as const;

describe('a robot with two cameras', () => {
  const log = new RecordedLog();
  let relay: Relay;
  let robot: Robot;
  let operatorPage: OperatorPage;

  const keep = closedAfterAll();

  beforeAll(async () => {
    [relay, operatorPage] = await Promise.all([
      keep(createRelay({ port: 0, log: new RecordedLog() })),
      keep(OperatorPage.open()),
    ]);
    robot = new Robot({
      ...{ relay: relay.url, robot: 'rover-1', cameras, microphone: 'none' },
      ...{ rtcConfiguration: {}, codecs: ['VP9'], log },
    });
    await keep(robot).start();
  });

  it('names them, the default one first', async () => {
    expect(robot.cameras).toEqual(['front', 'rear']);
    const { camera, cameras: all } = await robot.status();
    expect(camera?.name).toBe('front');
    expect(all).toMatchObject([
      { name: 'front', state: 'live', label: 'fake_device_0', width: 640, height: 480 },
      { name: 'rear', state: 'live', label: 'fake_device_3', width: 320, height: 240 },
    ]);
  });

  it('shows an operator the default one, and the others by name', async () => {
    await operatorPage.connect(relay.url, 'rover-1', { pictures: 2 });
    await eventually(async () => {
      expect(await operatorPage.cameraNews()).toMatchObject({
        cameras: [{ name: 'front' }, { name: 'rear' }],
        show: ['front'],
      });
    });
    expect(await operatorPage.pictureSizes()).toEqual(['640x480']);
    await operatorPage.showCameras('front', 'rear');
    await eventually(async () => {
      expect(await operatorPage.pictureSizes()).toEqual(['640x480', '320x240']);
    });
    await operatorPage.showCameras('rear', 'front');
    await eventually(async () => {
      expect(await operatorPage.pictureSizes()).toEqual(['320x240', '640x480']);
    });
    const { operators } = await robot.status();
    expect(operators[0]?.cameras).toEqual(['rear', 'front']);
    await operatorPage.showCameras('front', 'roof');
    await eventually(async () => {
      expect(await operatorPage.cameraNews()).toMatchObject({
        show: ['rear', 'front'],
        error: 'No camera is named "roof". Available: "front", "rear".',
      });
    });
  });

  it('names what encodes each picture, and keeps to the codec that was asked for', async () => {
    await eventually(async () => {
      const { encoders } = await robot.status();
      expect(encoders.map(({ camera, codec }) => [camera, codec]).sort()).toEqual([
        ['front', 'VP9'],
        ['rear', 'VP9'],
      ]);
      expect(encoders[0]!.implementation).toMatch(/libvpx/);
      expect(encoders[0]!.bitrateBps).toBeGreaterThan(0);
    });
    await robot.setCodecs(['H264', 'VP8']);
    await eventually(async () => expect(await operatorPage.codec()).toBe('H264'));
    await expect(robot.setCodecs(['H265000'])).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(/"H265000".*VP8/) as string,
    });
  });

  it('changes size, frame rate and bit rate while it is watched', async () => {
    const report = await robot.setCamera('front', {
      ...{ width: 320, height: 180, frameRate: 10, maxBitrateBps: 100_000 },
    });
    expect(report).toMatchObject({ width: 320, height: 180, frameRate: 10 });
    await eventually(async () => {
      expect(await operatorPage.pictureSizes()).toEqual(['320x240', '320x180']);
      const { encoders } = await robot.status();
      const front = encoders.find(({ camera }) => camera === 'front')!;
      expect(front.bitrateBps).toBeLessThan(150_000);
      expect(front.framesPerSecond).toBeLessThanOrEqual(11);
    });
    await expect(robot.setCamera('front', { width: -1 })).rejects.toThrow(
      '"width" of camera front',
    );
    await expect(robot.setCamera('roof', {})).rejects.toThrow('"front", "rear"');
  });

  it('says in the picture that a camera is off', async () => {
    expect(await robot.setCamera('rear', { enabled: false })).toMatchObject({ state: 'off' });
    await eventually(async () => {
      expect(await operatorPage.pictureSizes()).toEqual(['640x480', '320x180']);
      const { cameras: told } = (await operatorPage.cameraNews())!;
      expect(told).toMatchObject([{ state: 'live' }, { name: 'rear', state: 'off' }]);
    });
    await expect(robot.snapshot({ camera: 'rear', timeoutMs: 200 })).rejects.toMatchObject({
      code: 'camera-missing',
    });
    expect(await robot.setCamera('rear', { enabled: true })).toMatchObject({ state: 'live' });
    await eventually(async () => {
      expect(await operatorPage.pictureSizes()).toEqual(['320x240', '320x180']);
    });
  });

  it('opens a camera again that was lost, and keeps its settings', async () => {
    log.lines.length = 0;
    signalService(robot.chromiumPid!, 'video_capture', 'SIGKILL');
    await eventually(() => {
      expect(log.warnings.map((line) => line.split(':')[0]).sort()).toEqual([
        'warn Lost front',
        'warn Lost rear',
      ]);
    });
    await eventually(async () => {
      const { cameras: all } = await robot.status();
      expect(all).toMatchObject([
        { name: 'front', state: 'live', width: 320, height: 180 },
        { name: 'rear', state: 'live', width: 320, height: 240 },
      ]);
    });
    await eventually(async () => {
      expect(await operatorPage.pictureSizes()).toEqual(['320x240', '320x180']);
    });
    for (const name of ['front', 'rear']) {
      expect(log.lines.join('\n')).toContain(`info ${name} is back: fake_device_`);
    }
    await operatorPage.disconnect();
  });

  it('sends without a relay as many as the offer has room for', async () => {
    await operatorPage.connectDirectly(robot, { pictures: 2 });
    await eventually(async () => {
      expect(await operatorPage.pictureSizes()).toEqual(['320x180', '320x240']);
    });
    await operatorPage.showCameras('rear');
    await eventually(async () => {
      const { operators } = await robot.status();
      expect(operators.at(-1)?.cameras).toEqual(['rear']);
    });
    await operatorPage.showCameras('rear', 'front', 'rear');
    await eventually(async () => {
      expect((await operatorPage.cameraNews())!.error).toContain('offerToReceive(3)');
    });
    await operatorPage.disconnect();
  });
});
