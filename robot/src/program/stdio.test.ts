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
