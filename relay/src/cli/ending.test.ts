import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';

const ENDING = new URL('../../dist/cli/ending.js', import.meta.url).href;
/** More than a process takes to notice that what started it is gone. */
const A_WHILE_MS = 1_500;

/** A command as it is started by npm, or by another program of this title. */
const COMMAND = `
  const { onEnding } = await import(${JSON.stringify(ENDING)});
  onEnding(() => process.exit(0));
  setInterval(() => undefined, 1000);
  console.log(process.pid);
`;
const PARENT = `
  const { spawn } = require('node:child_process');
  process.title = process.argv[1];
  const args = ['--input-type=module', '-e', ${JSON.stringify(COMMAND)}];
  spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  setInterval(() => undefined, 1000);
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function startUnder(title: string) {
  const parent = spawn(process.execPath, ['-e', PARENT, title, 'x'.repeat(50)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_lifecycle_event: 'npx' },
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const pid = Number(line);
  onTestFinished(() => {
    parent.kill('SIGKILL');
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return { parent, pid };
}

test('a command ends when the npx that started it is killed', async () => {
  const { parent, pid } = await startUnder('npm exec rtcbot-relay');
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 60_000 });
});

test.each([
  ['what started it is not npm', 'my supervisor', []],
  ['a hang-up, without a terminal, has ended npm', 'npm exec rtcbot-relay', ['SIGHUP']],
] as const)('a command goes on although its parent is gone: %s', async (_why, title, signals) => {
  const { parent, pid } = await startUnder(title);
  for (const signal of signals) process.kill(pid, signal);
  parent.kill('SIGKILL');
  await sleep(A_WHILE_MS); // that nothing ends it shows only after a while
  expect(isAlive(pid)).toBe(true);
});
