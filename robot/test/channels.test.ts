import { beforeAll, describe, expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import type { RobotOperator } from '../src/operators/robot-operator.js';
import { closedAfterAll } from './closed-after-all.js';
import { eventually } from './eventually.js';
import { OperatorPage } from './operator-page.js';
import { RecordedLog } from './recorded-log.js';

describe('between a robot’s program and an operator', () => {
  let robot: Robot;
  let operatorPage: OperatorPage;
  let operator: RobotOperator;
  const log = new RecordedLog();

  const keep = closedAfterAll();

  beforeAll(async () => {
    robot = new Robot({
      ...{ camera: 'none', microphone: 'none', display: false },
      ...{ rtcConfiguration: {}, log },
    });
    [operatorPage] = await Promise.all([keep(OperatorPage.open()), keep(robot).start()]);
    const joined = new Promise<RobotOperator>((resolve) => {
      robot.onConnection(resolve);
    });
    await operatorPage.connectDirectly(robot);
    operator = await joined;
  });

  it('bytes go both ways', async () => {
    const next = operator.get();
    const bytes = [0, 1, 127, 128, 255];
    await operatorPage.sendBytes(...bytes);
    const message = (await next) as Uint8Array;
    expect(message).toBeInstanceOf(Uint8Array);
    expect([...message]).toEqual(bytes);
    operator.put_nowait(message);
    robot.put_nowait(Buffer.from([9]).buffer.slice(0, 0));
    await eventually(async () => {
      const lists = (await operatorPage.received()).filter((one) => Array.isArray(one));
      expect(lists).toEqual([bytes, []]);
    });
    const large = new Uint8Array(100_000).map((_, index) => index % 251);
    const back = operator.get();
    await operatorPage.sendBytes(...large);
    expect(Buffer.compare((await back) as Uint8Array, large)).toBe(0);
  });

  it('the operator opens a data channel', async () => {
    const heard: unknown[] = [];
    operator.onDataChannel((channel) => {
      channel.subscribe((message) => {
        heard.push([channel.name, message]);
        channel.put_nowait({ heard: message });
      });
    });
    await operatorPage.openChannel('map', 'first', { second: 2 });
    await eventually(async () => {
      expect(heard).toEqual([
        ['map', 'first'],
        ['map', { second: 2 }],
      ]);
      expect(await operatorPage.received()).toContainEqual(['map', { heard: { second: 2 } }]);
    });
    const channel = operator.getDataChannel('map');
    await channel.close();
    expect(() => operator.getDataChannel('map')).toThrow('no data channel "map"');
  });

  it('the robot opens a data channel', async () => {
    await operatorPage.echoChannels();
    const channel = operator.addDataChannel('lidar', { ordered: false, maxRetransmits: 0 });
    const echo = channel.get();
    channel.put_nowait(new Uint8Array([1, 2, 3]));
    expect(await echo).toEqual(new Uint8Array([1, 2, 3]));
    expect(() => operator.addDataChannel('lidar')).toThrow('already');
    expect(() => operator.addDataChannel('rtcbot.cameras')).toThrow('cannot be named');
  });

  it('all of what the operator puts at once arrives, though it is more than the robot takes in a second', async () => {
    const [count, largeCount, bytes] = [3_000, 60, 250_000];
    const heard: unknown[] = [];
    const isComplete = new Promise<void>((resolve) => {
      operator.subscribe((message) => {
        heard.push(message instanceof Uint8Array ? message.length : message);
        if (heard.length === count + largeCount) resolve();
      });
    });
    await operatorPage.sendMany(count, largeCount, bytes);
    await isComplete;
    operator.unsubscribe();
    expect(heard).toEqual([
      ...Array.from({ length: count }, (_, at) => at),
      ...Array.from({ length: largeCount }, () => bytes),
    ]);
    expect(log.warnings).toEqual([]);
  });

  it('a channel ends with its operator', async () => {
    const closed = operator.getDataChannel('lidar').onClose();
    await operatorPage.disconnect();
    await closed;
  });
});
