import { readFile } from 'node:fs/promises';
import vm from 'node:vm';
import { createRelay, type Relay } from '@rtcbot-web/relay';
import { beforeAll, describe, expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import type { RobotOptions } from '../src/robot-options.js';
import { closedAfterAll } from './closed-after-all.js';
import { CliProcess } from './cli-process.js';
import { OperatorPage } from './operator-page.js';
import { RecordedLog } from './recorded-log.js';
import { eventually } from './eventually.js';

const quietly = { port: 0, log: new RecordedLog() };

describe('a robot at a relay', () => {
  let relay: Relay;
  let operatorPage: OperatorPage;

  const keep = closedAfterAll();

  beforeAll(async () => {
    [relay, operatorPage] = await Promise.all([
      keep(createRelay(quietly)),
      keep(OperatorPage.open()),
    ]);
  });

  it('meets operators, and again after its Chromium was killed', async () => {
    const log = new RecordedLog();
    await using robot = new Robot({ relay: relay.url, robot: 'rover-1', camera: 'test', log });
    const joined: string[] = [];
    robot.onConnection(({ operatorId }) => joined.push(operatorId));
    robot.subscribe((message, operator) => {
      operator.put_nowait({ echo: message });
    });
    await robot.start();
    expect(await robot.status()).toMatchObject({ state: 'running', relay: { registered: true } });
    await operatorPage.connect(relay.url, 'rover-1');
    expect((await operatorPage.watch(3)).colours).toBeGreaterThan(2);
    await operatorPage.send('before');
    await eventually(async () => {
      expect(await operatorPage.received()).toEqual([{ echo: 'before' }]);
    });
    process.kill(robot.chromiumPid!, 'SIGKILL');
    await eventually(() => expect(joined).toHaveLength(2));
    expect(joined[1]).toBe(joined[0]);
    await eventually(async () => {
      const { operators } = await robot.status();
      expect(operators.map((one) => one.connectionState)).toEqual(['connected']);
    });
    await operatorPage.send('after');
    await eventually(async () => {
      expect(await operatorPage.received()).toEqual([{ echo: 'before' }, { echo: 'after' }]);
    });
    await operatorPage.disconnect();
  });

  it('runs the example of its README', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const example = /```js\nimport .*\n([^`]*(?:`[^`]+`[^`]*)*)```/.exec(readme)![1]!;
    const robots: Robot[] = [];
    class ExampleRobot extends Robot {
      constructor(options: RobotOptions) {
        super({ ...options, relay: relay.url, log: new RecordedLog() });
        robots.push(this);
      }
    }
    const lines: string[] = [];
    const program = vm.compileFunction(`return (async () => {${example}})();`, [
      'Robot',
      'setInterval',
      'console',
      'process',
    ]) as (...globals: unknown[]) => Promise<void>;
    const setInterval = (tick: () => void): void => {
      robots[0]!.subscribe(tick);
    };
    await program(ExampleRobot, setInterval, { log: (line: string) => lines.push(line) }, process);
    await operatorPage.connect(relay.url, 'rover-1');
    await operatorPage.send('hello');
    await eventually(async () => {
      expect(await operatorPage.received()).toEqual([
        { echo: 'hello' },
        { uptimeSeconds: expect.any(Number) as number },
      ]);
    });
    expect(lines).toEqual([`${robots[0]!.operators[0]!.operatorId} is here`]);
    await operatorPage.disconnect();
    await robots[0]!.close();
  });

  it('refuses a name that is taken', async () => {
    const log = new RecordedLog();
    const options = { relay: relay.url, robot: 'rover-2', camera: 'none', log } as const;
    await using first = new Robot(options);
    await first.start();
    const second = new Robot(options);
    const cli = new CliProcess(['--relay', relay.url, '--robot', 'rover-2', '--camera', 'none']);
    await expect(second.start()).rejects.toMatchObject({ code: 'robot-taken' });
    expect(second.closed).toBe(true);
    expect(await cli.exit).toBe(3);
    expect(cli.err.at(-1)).toMatch(/^rtcbot-robot: error: .*rover-2/);
    expect(first.ready).toBe(true);
  });

  it('lets another process be its program', async () => {
    const cli = new CliProcess([
      ...['--relay', relay.url, '--robot', 'rover-3', '--camera', 'test', '--stdio'],
    ]);
    const all = (): { event: string }[] =>
      cli.out.map((line) => JSON.parse(line) as { event: string });
    const events = (): unknown[] =>
      all().filter(({ event }) => event !== 'ping' && event !== 'safe-stop');
    await operatorPage.connect(relay.url, 'rover-3');
    await eventually(() => expect(events()).toHaveLength(1));
    const [joined] = events() as [{ operator: string }];
    const { operator } = joined;
    expect(joined).toEqual({ event: 'operator', operator, state: 'joined', role: 'operator' });

    await operatorPage.send({ drive: 'forward' });
    await eventually(() => {
      expect(events()[1]).toEqual({ event: 'message', operator, data: { drive: 'forward' } });
    });
    cli.write(
      '\uFEFF{"data":{"battery":0.8}}',
      'nonsense',
      '',
      '{"to":"nobody","data":1}',
      '{"data":1,"more":2}',
      JSON.stringify({ to: operator, data: 'for one' }),
    );
    await eventually(async () => {
      expect(await operatorPage.received()).toEqual([{ battery: 0.8 }, 'for one']);
    });
    const ignored = cli.err.filter((line) => line.includes('is ignored'));
    expect(ignored.map((line) => /Line .{60}/.exec(line)?.[0])).toEqual([
      "Line 2 of the program's output is ignored: it is not JSON. Write ",
      "Line 4 of the program's output is ignored: no operator nobody is ",
      'Line 5 of the program\'s output is ignored: "more" is not a known ',
    ]);
    // Before anything moves it has to confirm a stop, and that one.
    await eventually(() => expect(all().some(({ event }) => event === 'safe-stop')).toBe(true));
    const { number } = all().find(({ event }) => event === 'safe-stop') as { number?: number };
    cli.write('{"confirm":"safe-stop","number":0}');
    await eventually(() => {
      expect(cli.err.join()).toContain(
        `it confirms safe stop 0, but stop ${String(number)} is in force: it counts for nothing.`,
      );
    });

    cli.write(JSON.stringify({ confirm: 'safe-stop', number }));
    cli.write('{"expose":"dock"}', '{"expose":"fly","role":"pilot"}');
    await eventually(() => expect(cli.err.join()).toContain('"pilot" is not a role.'));
    const docked = operatorPage.call('dock', { side: 'left' });
    await eventually(() => {
      const what = { operator, method: 'dock', args: { side: 'left' } };
      expect(events()[2]).toEqual({ event: 'call', id: 1, ...what });
    });
    cli.write('{"progress":1,"value":0.5}', '{"answer":1,"result":"docked"}');
    expect(await docked).toBe('docked');
    expect(await operatorPage.call('fly')).toMatchObject({ code: 'no-such-method' });

    await operatorPage.disconnect();
    await eventually(() => {
      expect(events()[3]).toMatchObject({ event: 'operator', operator, state: 'left' });
    });
    expect(await cli.end()).toBe(0);
  });

  it('goes on trying while the relay cannot be reached', async () => {
    const gone = await createRelay(quietly);
    const { port, url } = gone;
    await gone.close();
    const log = new RecordedLog();
    await using robot = new Robot({ relay: url, robot: 'rover-4', camera: 'none', log });
    const starting = robot.start();
    await eventually(() => expect(log.warnings.join()).toContain(url));
    expect(robot.ready).toBe(false);
    await using back = await createRelay({ ...quietly, port });
    await starting;
    expect(back.status().robots).toHaveLength(1);
    expect(log.warnings.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
  });

  it('gives up on an unreachable relay when it is told to', async () => {
    const gone = await createRelay(quietly);
    const { url } = gone;
    await gone.close();
    const robot = new Robot({
      ...{ relay: url, robot: 'rover-5', camera: 'none', startTimeoutMs: 100 },
      log: new RecordedLog(),
    });
    await expect(robot.start()).rejects.toMatchObject({ code: 'relay-unreachable' });
    expect(robot.closed).toBe(true);
  });
});
