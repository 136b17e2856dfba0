import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createRelay, type Relay } from '@rtcbot-web/relay';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requireProgram, skipReason, whyMissing } from '../../scripts/programs/needed-program.mjs';
import { Chromium } from '../src/chromium/chromium.js';
import { closedAfterAll } from './closed-after-all.js';
import { CliProcess } from './cli-process.js';
import { eventually } from './eventually.js';
import { OperatorPage } from './operator-page.js';
import { childrenOf, commandOf, processesOfGroup } from './processes.js';
import { RecordedLog } from './recorded-log.js';

const whyNoPython = skipReason(whyMissing('python3'));
if (whyNoPython !== undefined) process.stderr.write(`SKIPPED: ${whyNoPython}\n`);

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));

describe.skipIf(whyNoPython !== undefined)('drive.py, a program in Python', () => {
  const program = `exec python3 ${EXAMPLES}drive.py`;
  let relay: Relay;
  let operatorPage: OperatorPage;
  let cli: CliProcess | undefined;

  const keep = closedAfterAll();

  beforeAll(async () => {
    requireProgram('python3');
    [relay, operatorPage] = await Promise.all([
      keep(createRelay({ port: 0, log: new RecordedLog() })),
      keep(OperatorPage.open()),
    ]);
  });
  afterEach(async () => {
    await cli?.end('SIGKILL');
  });

  function start(...options: string[]): CliProcess {
    cli = new CliProcess([
      ...['--relay', relay.url, '--robot', 'rover-1', '--camera', 'none', '--no-display'],
      ...options,
    ]);
    return cli;
  }

  it('exchanges messages with --exec, both ways, and is started again when it ends', async () => {
    const robot = start('--exec', program);
    await operatorPage.connect(relay.url, 'rover-1');
    await eventually(async () => {
      expect(await operatorPage.received()).toEqual([{ welcome: expect.any(String) as string }]);
    });
    await operatorPage.send({ horn: 0.5 });
    await eventually(async () => {
      expect((await operatorPage.received()).at(-1)).toEqual({ horn: 0.5 });
    });
    // What it does not expect does not end it.
    await operatorPage.send(5, 'horn', ['horn'], { horn: 'x' });
    await eventually(async () => {
      expect((await operatorPage.received()).slice(2)).toEqual([{ horn: 0 }]);
    });
    for (const pid of childrenOf(robot.pid)) {
      if (commandOf(pid).includes('drive.py')) process.kill(pid, 'SIGKILL');
    }
    await eventually(() => {
      expect(robot.err.join('\n')).toMatch(
        /"exec python3 .*" ended \(SIGKILL\), starting it again in \d+ ms/,
      );
    });
    // The next one knows who is there.
    await eventually(async () => {
      expect(await operatorPage.received()).toHaveLength(4);
    });
    await operatorPage.send({ horn: 1 });
    await eventually(async () => {
      expect((await operatorPage.received()).at(-1)).toEqual({ horn: 1 });
    });
    expect(await operatorPage.call('horn', { volume: 0.5 })).toEqual({ horn: 0.5 });
    await operatorPage.disconnect();
    const children = childrenOf(robot.pid);
    expect(await robot.end()).toBe(0);
    expect(children.length).toBeGreaterThanOrEqual(2);
    expect(children.flatMap(processesOfGroup)).toEqual([]);
  });

  /** What it says when it reads these lines, and ends by itself. */
  async function sayTo(...lines: string[]): Promise<unknown[]> {
    const python = spawn('python3', [`${EXAMPLES}drive.py`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const said: unknown[] = [];
    createInterface({ input: python.stdout }).on('line', (line) => said.push(JSON.parse(line)));
    python.stdin.end(lines.join('\n'));
    expect(await once(python, 'close')).toEqual([0, null]);
    return said;
  }

  it('leaves what it does not expect, answers pings and confirms by number', async () => {
    const said = await sayTo(
      ...['5', '"horn"', 'null', 'nonsense', '{}', '{"event":5}', '{"event":"operator"}'],
      ...['5', '"horn"', 'null', '[1]'].map((data) => `{"event":"message","data":${data}}`),
      '{"event":"message","data":{"horn":"x"}}',
      ...['5', '{}', '[1]', '{"gear":1}'].map((data) => `{"event":"command","data":${data}}`),
      '{"event":"command","data":{"linearMetersPerSec":"fast"},"ageMs":null}',
      ...['{"event":"command"}', '{"event":"safe-stop"}', '{"event":"ping","n":17}'],
      '{"event":"safe-stop","number":3,"reason":"silence"}',
    );
    expect(said.slice(0, 3)).toEqual([
      { ready: true },
      { expose: 'horn', duringStop: true },
      { data: { horn: 0 } },
    ]);
    expect(said.slice(3, 9)).toEqual(
      Array.from({ length: 6 }, () => ({ telemetry: { speed: 0, turn: 0 } })),
    );
    expect(said.slice(-3)).toEqual([
      { pong: 17 },
      { confirm: 'safe-stop', number: 3 },
      { telemetry: { stopped: 'silence' } },
    ]);
  });

  it('takes motion that is too old for none, and then waits until the operator has let go', async () => {
    const drive = (linearMetersPerSec: number, ageMs = 0) =>
      JSON.stringify({ event: 'command', operator: 'a', data: { linearMetersPerSec }, ageMs });
    // A machine that is busy for half a second makes all of it too old.
    await eventually(
      async () => {
        const said = await sayTo(drive(1, 5), drive(2, 900), drive(3), drive(0), drive(4));
        expect(said.slice(2)).toEqual(
          [1, 0, 4].map((speed) => ({ telemetry: { speed, turn: 0 } })),
        );
      },
      { timeout: 60_000 },
    );
  });

  it('drives on commands, and stops when the driver gives control back', async () => {
    const robot = start('--exec', program);
    const states = await operatorPage.evaluate(async (url) => {
      const operator = new rtcbot.Relay(url).connect('rover-1');
      const telemetry = operator.telemetry.subscribe();
      await operator.requestControl();
      while (!operator.control.armed) {
        await new Promise<void>((resolve) => operator.onControl(() => resolve()));
      }
      operator.commands.put_nowait({ linearMetersPerSec: 0.5, angularRadPerSec: 0.25 });
      const seen: { speed?: number; stopped?: string }[] = [];
      // It was stopped when it began, too: what counts is what comes after motion.
      const hasMoved = () => seen.some(({ speed }) => speed);
      for await (const state of telemetry) {
        seen.push(state as (typeof seen)[number]);
        if (seen.at(-1)?.speed) operator.releaseControl();
        if (seen.at(-1)?.stopped && hasMoved()) break;
      }
      await operator.close();
      return seen;
    }, relay.url);
    expect(states).toContainEqual({ speed: 0.5, turn: 0.25 });
    expect(states.at(-1)).toEqual({ stopped: 'control-changed' });
    expect(await robot.end()).toBe(0);
  });

  it('ends when its robot is killed', async () => {
    const robot = start('--exec', program);
    await eventually(() => expect(robot.err.join()).toContain('Registered'));
    const children = childrenOf(robot.pid);
    await robot.end('SIGKILL');
    await eventually(() => expect(children.flatMap(processesOfGroup)).toEqual([]));
  });

  it('speaks through a pair of pipes with --stdio', async () => {
    const robot = start('--stdio');
    const python = spawn('python3', [`${EXAMPLES}drive.py`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface({ input: python.stdout }).on('line', (line) => {
      robot.write(line);
    });
    robot.onLine((line) => {
      if (python.stdin.writable) python.stdin.write(`${line}\n`);
    });
    await operatorPage.connect(relay.url, 'rover-1');
    await operatorPage.send({ horn: 0.25 });
    await eventually(async () => {
      expect((await operatorPage.received()).at(-1)).toEqual({ horn: 0.25 });
    });
    await operatorPage.disconnect();
    python.stdin.end();
    expect(await once(python, 'close')).toEqual([0, null]);
    expect(await robot.end()).toBe(0);
  });
});

describe('RTCBot’s streaming tutorial', () => {
  let chromium: Chromium;

  const keep = closedAfterAll();

  beforeAll(async () => {
    chromium = await keep(Chromium.launch({}, { fakeCameras: 1 }, new AbortController().signal));
  });

  /** Runs an example, and gives the address that it prints. */
  async function run(name: string, ...args: string[]) {
    const child = spawn(process.execPath, [EXAMPLES + name, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PORT: '0' },
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const url = line.replace('Open ', '');
    return {
      url,
      async [Symbol.asyncDispose]() {
        const children = childrenOf(child.pid!);
        child.kill('SIGTERM');
        expect(await once(child, 'close')).toEqual([0, null]);
        expect(children.flatMap(processesOfGroup)).toEqual([]);
      },
    };
  }

  it('sends picture and sound to the browser', async () => {
    await using example = await run('streaming-video.mjs', 'test');
    const page = await chromium.browser.newPage();
    await page.goto(example.url);
    const media = await page.evaluate(async () => {
      const video = document.querySelector('video')!;
      const audio = document.querySelector('audio')!;
      for (let frame = 0; frame < 5; frame++) {
        await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      }
      const [sound] = (audio.srcObject as MediaStream).getAudioTracks();
      return [video.videoWidth, video.videoHeight, sound?.readyState];
    });
    expect(media).toEqual([640, 480, 'live']);
    const broken = await fetch(`${example.url}connect`, { method: 'POST', body: '{}' });
    expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining('offer')]);
    await page.close();
  });

  it('shows the browser’s picture', async () => {
    await using example = await run('streaming-browser.mjs');
    const page = await chromium.browser.newPage();
    const ready = new Promise<void>((resolve) => {
      page.on('console', (message) => {
        if (message.text() === 'Ready!') resolve();
      });
    });
    await page.goto(example.url);
    await ready;
    await eventually(async () => {
      const image = await fetch(`${example.url}screen.png`);
      const green = await page.evaluate(
        async (bytes) => {
          const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext('2d')!;
          context.drawImage(bitmap, 0, 0);
          const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
          let count = 0;
          for (let at = 0; at < data.length; at += 4) {
            if (data[at + 1]! > 150 && data[at]! < 100) count++;
          }
          return count;
        },
        [...new Uint8Array(await image.arrayBuffer())],
      );
      // Chromium's test picture is mostly green.
      expect(green).toBeGreaterThan(10_000);
    });
    await page.close();
  });
});
