/** Each import rule is broken on purpose, in a small tree shaped like this repository. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, toolPath } from '../project.mjs';

const ROOMS = ['sdk', 'components', 'relay', 'robot', 'demo', 'e2e'];
const PACKAGES = [
  'simple-peer',
  'socket.io-client',
  'socket.io',
  'valibot',
  'lit',
  'puppeteer-core',
];

/** Breaks of the rules: which file imports what, and the rules that must notice. */
const breaks = [
  ['sdk/src/up.ts', '@rtcbot-web/components', 'sdk-rooms'],
  ['sdk/src/page.ts', 'lit', 'sdk-npm'],
  ['sdk/src/node.ts', 'node:fs', 'sdk-npm'],
  ['sdk/src/connection/other.ts', 'simple-peer', 'simple-peer-in-one-place'],
  ['sdk/src/relay/other.ts', 'socket.io-client', 'socket.io-client-in-one-place'],
  ['sdk/src/a.ts', './b.js', 'no-cycles'],
  ['sdk/src/lost.ts', './nowhere.js', 'resolvable'],
  ['sdk/src/tested.ts', './kept.test.js', 'not-to-tests'],
  ['components/src/deep.ts', '../../sdk/src/kept.js', 'components-rooms'],
  ['components/src/wire.ts', '@rtcbot-web/sdk/protocol', 'components-rooms'],
  ['components/src/direct.ts', 'valibot', 'components-npm'],
  ['components/src/undeclared.ts', 'socket.io', 'declared-packages'],
  ['relay/src/browser.ts', '@rtcbot-web/sdk', 'relay-rooms'],
  ['relay/src/deep.ts', '../../sdk/src/kept.js', 'relay-rooms'],
  ['relay/src/host.ts', 'puppeteer-core', 'relay-never-puppeteer'],
  ['robot/src/browser.ts', '@rtcbot-web/sdk', 'robot-rooms'],
  ['robot/src/server.ts', '@rtcbot-web/relay', 'robot-rooms'],
  ['robot/page/host.ts', '../src/kept.js', 'robot-page-rooms'],
  ['robot/page/node.ts', 'node:fs', 'robot-page-npm'],
  ['robot/wire/host.ts', '../src/kept.js', 'robot-wire-rooms'],
  ['robot/wire/node.ts', 'node:fs', 'robot-wire-npm'],
  ['demo/deep.mjs', '../relay/dist/inner.js', 'users-rooms'],
  ['demo/drive.mjs', 'puppeteer-core', 'puppeteer-core-in-one-place'],
  ['e2e/deep.spec.ts', '../sdk/src/kept.js', 'users-rooms-e2e'],
];

/** Imports that the rules allow. */
const allowed = [
  ['sdk/src/connection/negotiation/peer.ts', 'simple-peer'],
  ['sdk/src/relay/relay-socket.ts', 'socket.io-client'],
  ['sdk/src/kept.test.ts', './kept.js'],
  ['components/src/kept.ts', '@rtcbot-web/sdk'],
  ['components/src/element.ts', 'lit'],
  ['relay/src/kept.ts', '@rtcbot-web/sdk/protocol'],
  ['robot/src/kept.ts', '@rtcbot-web/sdk/subscriptions'],
  ['robot/src/drive.ts', '@rtcbot-web/sdk/teleop'],
  ['robot/src/launch.ts', 'puppeteer-core'],
  ['robot/page/main.ts', '@rtcbot-web/sdk'],
  ['robot/page/kept.ts', '../wire/messages.js'],
  ['demo/kept.mjs', '@rtcbot-web/relay'],
  ['demo/page.mjs', '/rtcbot.js'],
  ['e2e/kept.spec.ts', '@rtcbot-web/robot'],
];

const others = {
  'sdk/src/kept.ts': 'export {};',
  'sdk/src/b.ts': "import type { A } from './a.js';\nexport type B = A;",
  'robot/wire/messages.ts': 'export {};',
  'relay/dist/inner.js': '',
};

const publicEntries = {
  sdk: {
    '.': 'index',
    './protocol': 'protocol',
    './subscriptions': 'subscriptions',
    './teleop': 'teleop',
  },
  components: { '.': 'index', './define': 'define' },
  relay: { '.': 'index' },
  robot: { '.': 'src/index' },
};

const importing = (specifier) =>
  specifier === './b.js'
    ? `import type { B } from './b.js';\nexport type A = B | 0;`
    : `import '${specifier}';`;

let tree;

const write = (file, text) => {
  mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
  writeFileSync(path.join(tree, file), text);
};

function writeRoom(room) {
  const entries = Object.entries(publicEntries[room] ?? {});
  for (const [, name] of entries) write(`${room}/dist/${name}.js`, '');
  const exported = entries.map(([entry, name]) => [entry, `./dist/${name}.js`]);
  const dependencies = Object.fromEntries(
    PACKAGES.filter((name) => room !== 'components' || name !== 'socket.io').map((name) => [
      name,
      '*',
    ]),
  );
  const names = Object.fromEntries(ROOMS.map((other) => [`@rtcbot-web/${other}`, '*']));
  const description = {
    name: `@rtcbot-web/${room}`,
    exports: Object.fromEntries(exported),
    dependencies: { ...dependencies, ...names },
  };
  write(`${room}/package.json`, JSON.stringify(description));
  symlinkSync(path.join('../..', room), path.join(tree, 'node_modules/@rtcbot-web', room));
}

/** Runs the real command line; resolves to the rules broken by each file. */
const cruise = () =>
  new Promise((resolve, reject) => {
    const config = path.join(root, '.dependency-cruiser.cjs');
    const args = ['--config', config, '--output-type', 'json', ...ROOMS];
    const options = { cwd: tree, maxBuffer: 2 ** 26 };
    execFile(toolPath('depcruise'), args, options, (error, stdout, stderr) => {
      if (stdout === '') return reject(new Error(stderr, { cause: error }));
      const broken = new Map();
      for (const { from, rule } of JSON.parse(stdout).summary.violations)
        broken.set(from, [...(broken.get(from) ?? []), rule.name]);
      resolve(broken);
    });
  });

describe('import rules', () => {
  let broken;

  beforeAll(async () => {
    tree = mkdtempSync(path.join(os.tmpdir(), 'rtcbot-import-rules-'));
    mkdirSync(path.join(tree, 'node_modules/@rtcbot-web'), { recursive: true });
    for (const name of PACKAGES) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
      write(`node_modules/${name}/index.js`, '');
    }
    ROOMS.forEach(writeRoom);
    for (const [file, text] of Object.entries(others)) write(file, text);
    for (const [file, specifier] of [...breaks, ...allowed]) write(file, importing(specifier));
    broken = await cruise();
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it.each(breaks)('%s may not import %s (%s)', (file, _specifier, rule) => {
    expect(broken.get(file) ?? []).toContain(rule);
  });

  it.each(allowed)('%s may import %s', (file) => {
    expect(broken.get(file) ?? []).toEqual([]);
  });

  it('has a case here for every rule', async () => {
    const { default: config } = await import('../../.dependency-cruiser.cjs');
    const proven = new Set(breaks.map(([, , rule]) => rule));
    const unproven = config.forbidden.map(({ name }) => name).filter((name) => !proven.has(name));
    expect(unproven).toEqual([]);
  });
});
