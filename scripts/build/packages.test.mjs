/** What is published, as a stranger gets it: packed, unpacked elsewhere, and used. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cacheFolder, root, toolPath } from '../project.mjs';

const run = promisify(execFile);
const PACKAGES = ['sdk', 'components', 'relay', 'robot'];

let folder;
const scope = () => path.join(folder, 'node_modules/@rtcbot-web');

beforeAll(async () => {
  await mkdir(cacheFolder, { recursive: true });
  // Below the project, so that the libraries are found which npm would install.
  folder = await mkdtemp(path.join(cacheFolder, 'packed-'));
  for (const name of PACKAGES) {
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: path.join(root, name),
    });
    const target = path.join(scope(), name);
    await mkdir(target, { recursive: true });
    const [{ filename }] = JSON.parse(stdout);
    await run('tar', ['-xzf', path.join(folder, filename), '-C', target, '--strip-components=1']);
  }
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

it.each(PACKAGES)('%s comes with a licence, a README, and no tests', async (name) => {
  const files = await readdir(path.join(scope(), name), { recursive: true });
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
  expect(files.filter((file) => /\.test\.|tsbuildinfo|(^|\/)testing\//.test(file))).toEqual([]);
});

it.each(PACKAGES)('every file that %s names is in it', async (name) => {
  const { exports, bin, jsdelivr, unpkg } = JSON.parse(
    await readFile(path.join(scope(), name, 'package.json'), 'utf8'),
  );
  const named = JSON.stringify({ exports, bin, jsdelivr, unpkg }).matchAll(/"(\.\/[^"]+\.\w+)":?/g);
  const targets = [...named].filter(([text]) => !text.endsWith(':')).map(([, file]) => file);
  expect(targets.length).toBeGreaterThan(1);
  expect(targets.filter((file) => !existsSync(path.join(scope(), name, file)))).toEqual([]);
});

it.each([
  ['relay', 'rtcbot-relay', 'bin/rtcbot-relay.js'],
  ['robot', 'rtcbot-robot', 'bin/rtcbot-robot.js'],
])('%s has its command', async (name, command, file) => {
  const { stdout } = await run(process.execPath, [path.join(scope(), name, file), '--help']);
  expect(stdout).toContain(`Usage: ${command}`);
});

it('a program imports them, and the relay finds the files for browsers', async () => {
  const program = path.join(folder, 'program.mjs');
  await writeFile(
    program,
    `import { Queue } from '@rtcbot-web/sdk/subscriptions';
     import { RobotTeleop } from '@rtcbot-web/sdk/teleop';
     import { createRelay, getRTCBotJS } from '@rtcbot-web/relay';
     import { Robot } from '@rtcbot-web/robot';
     const relay = await createRelay({ port: 0 });
     const paths = ['/rtcbot.js', '/rtcbot-components.js'];
     const answers = await Promise.all(paths.map((one) => fetch(new URL(one, relay.url))));
     console.log(JSON.stringify({
       statuses: answers.map(({ status }) => status),
       classes: [Queue, RobotTeleop, Robot].map((one) => typeof one),
       script: getRTCBotJS().includes('RTCConnection'),
     }));
     await relay.close();`,
  );
  const { stdout } = await run(process.execPath, [program]);
  expect(JSON.parse(stdout)).toEqual({
    statuses: [200, 200],
    classes: ['function', 'function', 'function'],
    script: true,
  });
});

it.each(['nodenext', 'bundler'])(
  'types are found with module resolution %s',
  async (resolution) => {
    const file = path.join(folder, `types-${resolution}.mts`);
    await writeFile(
      file,
      `import { Relay, RTCConnection, type OperatorConnection } from '@rtcbot-web/sdk';
     import { RtcVideo } from '@rtcbot-web/components';
     import { createRelay } from '@rtcbot-web/relay';
     import { Robot } from '@rtcbot-web/robot';
     const conn: OperatorConnection = new Relay('https://relay.example.com').connect('rover-1');
     const one: RTCConnection = conn;
     // @ts-expect-error -- a robot has a name: types are there, and not any
     export const robot = new Robot({ robot: 5 });
     export { one, RtcVideo, createRelay };`,
    );
    const module = resolution === 'bundler' ? 'esnext' : 'nodenext';
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom,esnext.disposable',
    ];
    await run(process.execPath, [
      toolPath('tsc'),
      ...options,
      ...[
        '--skipLibCheck',
        '--ignoreConfig',
        '--module',
        module,
        '--moduleResolution',
        resolution,
        file,
      ],
    ]).catch(({ stdout }) => expect(stdout).toBe(''));
  },
);
