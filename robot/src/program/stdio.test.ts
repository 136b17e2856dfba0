import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { Robot } from '../robot.js';
import { StdioBridge } from './stdio.js';

it("stops the robot for its program until that ends the stop, which a lost program's line does not", async () => {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  await using robot = new Robot({ camera: 'none', log });
  const [input, output] = [new PassThrough(), new PassThrough()];
  const link = new StdioBridge(robot, log).connect({ input, output }, () => undefined);
  const stoppedBy = () => robot.teleop.control.stop?.latches.map(({ id }) => id) ?? [];
  const says = async (line: string, expected: readonly string[]) => {
    input.write(`${line}\n`);
    await vi.waitFor(() => {
      expect(stoppedBy()).toEqual(expected);
    });
  };
  await says('{"stop":"bumper"}', ['bumper']);
  await says('{"stop":5}', ['bumper', 'robot']);
  await says('{"resume":"bumper"}', ['robot']);
  link.lose('ends');
  input.write('{"resume":"robot"}\n');
  await says('{"stop":"last words"}', ['robot', 'last words']);
});

it('tells its program whose command it is', async () => {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  await using robot = new Robot({ camera: 'none', log });
  const [input, output] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })];
  new StdioBridge(robot, log).connect({ input, output }, () => undefined);
  let told = '';
  output.on('data', (text: string) => (told += text));
  input.write('{"ready":true}\n');
  let [epoch, echoMs] = [0, 0];
  robot.teleop.join('ann', 'operator', (text) => {
    const message = JSON.parse(text) as { type: string; epoch?: number; atMs: number };
    if (message.type === 'state') epoch = message.epoch ?? 0;
    if (message.type === 'heartbeat') echoMs = message.atMs;
  });
  const say = (message: object) => {
    const stamp = { atMs: performance.now(), echoMs, heldMs: 0 };
    robot.teleop.receive('ann', JSON.stringify({ ...stamp, ...message }));
  };
  say({ type: 'request' });
  say({ type: 'heartbeat', seq: 1 });
  await vi.waitFor(() => {
    expect(robot.teleop.program).not.toBe('starting');
  });
  say({ type: 'command', seq: 2, epoch, data: { linearMetersPerSec: 0, angularRadPerSec: 0 } });
  await vi.waitFor(() => {
    expect(told).toMatch(
      /\{"event":"command","operator":"ann","data":\{"linearMetersPerSec":0,"angularRadPerSec":0\},"ageMs":\d+\}\n/,
    );
  });
});
