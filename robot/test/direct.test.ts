import { beforeAll, describe, expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import type { RobotOperator } from '../src/operators/robot-operator.js';
import { closedAfterAll } from './closed-after-all.js';
import { OperatorPage } from './operator-page.js';
import { processesOfGroup, profilesOf, rendererOfGroup } from './processes.js';
import { RecordedLog } from './recorded-log.js';
import { eventually } from './eventually.js';

describe('a robot without a relay', () => {
  const log = new RecordedLog();
  let robot: Robot;
  let operatorPage: OperatorPage;

  const keep = closedAfterAll();

  beforeAll(async () => {
    robot = new Robot({ camera: 'test', rtcConfiguration: {}, log });
    [operatorPage] = await Promise.all([keep(OperatorPage.open()), keep(robot).start()]);
  });

  /** Connects, and gives the robot's end of the connection. */
  async function connect(sendMedia = false): Promise<RobotOperator> {
    const operator = new Promise<RobotOperator>((resolve) => {
      robot.onConnection(resolve);
    });
    await operatorPage.connectDirectly(robot, { sendMedia });
    return operator;
  }

  it('shows its camera and the operator’s', async () => {
    const operator = await connect(true);
    const picture = await operatorPage.watch(10);
    expect(picture).toMatchObject({ width: 640, height: 480 });
    expect(picture.colours).toBeGreaterThan(2);
    await eventually(
      async () => {
        const status = await robot.status();
        expect(status.camera).toMatchObject({ width: 640, height: 480, frameRate: 30 });
        const [shown] = status.operators;
        expect(shown).toMatchObject({
          operatorId: operator.operatorId,
          role: 'operator',
          connectionState: 'connected',
          display: { width: 640, height: 480 },
        });
        expect(shown!.display.frames).toBeGreaterThan(10);
        expect(shown!.speaker.level).toBeGreaterThan(0.001);
      },
      { interval: 30 },
    );
    await operator.close();
    await operatorPage.untilClosed();
  });

  it('passes messages both ways in order, to all and to one', async () => {
    const messages: unknown[] = [];
    const senders = new Set<string>();
    const callback = robot.subscribe((message: unknown, { operatorId }: RobotOperator) => {
      messages.push(message);
      senders.add(operatorId);
    });
    const operator = await connect();
    operator.put_nowait('welcome');
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    await operatorPage.send(...numbers);
    await eventually(() => {
      expect(messages).toEqual(numbers);
    });
    expect([...senders]).toEqual([operator.operatorId]);

    for (const number of numbers) robot.put_nowait({ number });
    operator.put_nowait('last');
    const expected = ['welcome', ...numbers.map((number) => ({ number })), 'last'];
    await eventually(async () => {
      expect(await operatorPage.received()).toEqual(expected);
    });

    robot.unsubscribe(callback);
    const next = operator.get();
    await operatorPage.send('for one');
    expect(await next).toBe('for one');
    expect(messages).toHaveLength(300);
    const closed = operator.onClose();
    await operatorPage.disconnect();
    await closed;
    expect((await robot.status()).operators).toEqual([]);
  });

  it('knows whose offer it answers, however many come at once', async () => {
    const heard: unknown[] = [];
    const general: RobotOperator[] = [];
    robot.onConnection((operator) => {
      general.push(operator);
    });
    const other = await OperatorPage.open();
    const pages = { first: operatorPage, second: other };
    try {
      await Promise.all(
        Object.entries(pages).map(async ([name, page]) => {
          let isAnswered = false;
          const answering = page.connectDirectly(robot, {}, (operator) => {
            expect([isAnswered, general.includes(operator)]).toEqual([false, false]);
            operator.subscribe((message) => heard.push([name, message]));
          });
          await answering;
          isAnswered = true;
          await page.send(name);
        }),
      );
      await eventually(() => {
        expect(heard.toSorted()).toEqual([
          ['first', 'first'],
          ['second', 'second'],
        ]);
      });
      expect(general).toHaveLength(2);
      await Promise.all([operatorPage.disconnect(), other.disconnect()]);
      await eventually(() => {
        expect(robot.operators).toEqual([]);
      });
    } finally {
      await other.close();
    }
  });

  it('a robot refuses what is not an offer, and keeps nothing of it', async () => {
    const warningsBefore = log.warnings.length;
    for (const [offer, why] of [
      ['v=0', 'a string: parse the JSON first'],
      [{ type: 'answer', sdp: 'v=0' }, 'its type is not "offer"'],
      [{ type: 'offer', sdp: 'nonsense' }, 'its sdp is not an SDP text'],
    ] as const) {
      await expect(robot.getLocalDescription(offer)).rejects.toThrow(why);
    }
    const broken = robot.getLocalDescription({ type: 'offer', sdp: 'v=0\r\nthis is no SDP\r\n' });
    await expect(broken).rejects.toMatchObject({ name: 'NegotiationError' });
    expect((await robot.status()).operators).toEqual([]);
    expect(log.warnings.slice(warningsBefore)).toEqual([]);
  });

  it('refuses at once what JSON cannot carry', () => {
    expect(() => {
      robot.put_nowait(undefined);
    }).toThrow(expect.objectContaining({ code: 'not-serializable' }));
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(() => {
      robot.put_nowait(cycle);
    }).toThrow(expect.objectContaining({ code: 'not-serializable' }));
  });

  async function losesAndHeals(kill: (chromiumPid: number) => void): Promise<void> {
    const pid = robot.chromiumPid!;
    const left = new Promise<void>((resolve) => {
      robot.onConnection((operator) => {
        operator.onClose(resolve);
      });
    });
    await operatorPage.connectDirectly(robot);
    const states: boolean[] = [];
    const back = new Promise<void>((resolve) => {
      const listener = (ready: boolean): void => {
        states.push(ready);
        if (ready && states.length > 1) resolve();
      };
      robot.onReady(listener);
    });
    kill(pid);
    await left;
    await back;
    expect(robot.chromiumPid).not.toBe(pid);
    expect(processesOfGroup(pid)).toEqual([]);
    // One for the operator's browser, which this process has started as well.
    expect(profilesOf(process.pid)).toHaveLength(2);
    await operatorPage.connectDirectly(robot);
    expect((await operatorPage.watch(3)).colours).toBeGreaterThan(2);
    await operatorPage.disconnect();
  }

  it('starts its Chromium again when that is killed', async () => {
    log.lines.length = 0;
    await losesAndHeals((pid) => {
      process.kill(pid, 'SIGKILL');
    });
    expect(log.warnings).toEqual(['warn Lost the camera: Chromium ended. Starting it again.']);
  });

  it('starts its Chromium again when the page crashes', async () => {
    log.lines.length = 0;
    await losesAndHeals((pid) => {
      for (const renderer of rendererOfGroup(pid)) process.kill(renderer, 'SIGKILL');
    });
    expect(log.warnings).toEqual([
      'warn Lost the camera: the camera page crashed. Starting it again.',
    ]);
  });

  it('tells its operators when it is closed', async () => {
    await connect();
    await robot.close();
    await operatorPage.untilClosed();
    await expect(robot.getLocalDescription({ type: 'offer', sdp: 'v=0' })).rejects.toMatchObject({
      code: 'closed',
    });
  });
});
