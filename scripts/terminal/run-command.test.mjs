/** Whatever ends a script of ours, what it started ends too. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { run } from './run-command.mjs';

const moduleUrl = JSON.stringify(new URL('run-command.mjs', import.meta.url).href);

/** A child that starts a child of its own, prints both ids and stays. */
const family = `
  const { spawn } = require('node:child_process');
  const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  console.log(process.pid, grandchild.pid);
  setInterval(() => {}, 1000);`;

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Starts a script that runs the family; resolves once that is up. */
async function startScript(env = {}) {
  const code = `
    import { endTogether, run } from ${moduleUrl};
    endTogether();
    await run(process.execPath, ['-e', ${JSON.stringify(family)}], { live: true });`;
  const script = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_lifecycle_event: undefined, ...env },
  });
  onTestFinished(() => void script.kill('SIGTERM'));
  const [line] = await once(createInterface(script.stdout), 'line');
  return { script, pids: line.split(' ').map(Number) };
}

const allGone = (pids) => vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 60_000);

describe('endTogether', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('on %s ends children and grandchildren, then itself', async (signal, exitCode) => {
    const { script, pids } = await startScript();
    script.kill(signal);
    const [code] = await once(script, 'exit');
    expect(code).toBe(exitCode);
    await allGone(pids);
  });

  it('goes on after a SIGHUP, as there is no terminal that could have been closed', async () => {
    const { script, pids } = await startScript();
    script.kill('SIGHUP');
    script.kill('SIGTERM');
    const [code] = await once(script, 'exit');
    expect(code).toBe(143);
    await allGone(pids);
  });

  it('ends everything when the npm that runs it is killed', async () => {
    const shell = spawn('sh', ['-c', `"$NODE" --input-type=module -e "$CODE"; true`], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        npm_lifecycle_event: 'start',
        NODE: process.execPath,
        CODE: `import { endTogether, run } from ${moduleUrl};
          endTogether();
          await run(process.execPath, ['-e', ${JSON.stringify(family)}], { live: true });`,
      },
    });
    const [line] = await once(createInterface(shell.stdout), 'line');
    shell.kill('SIGKILL');
    await allGone(line.split(' ').map(Number));
  });
});

describe('run', () => {
  const node = (code) => run(process.execPath, ['-e', code]);

  it('resolves to the output', async () => {
    expect(await node('console.log("out"); console.error("err")')).toMatch(/out\n/);
  });

  it('rejects with output and exit code', async () => {
    const failure = await node('console.log("why"); process.exitCode = 3').catch((error) => error);
    expect(failure.output).toContain('why');
    expect(failure.message).toContain('ended with exit code 3');
  });

  it('rejects with one line where there is no such program', async () => {
    await expect(run('/nowhere/tool', [])).rejects.toThrow('/nowhere/tool could not be started');
  });

  it('ends what a finished program left behind', async () => {
    const leave = `
      const child = require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
      child.unref();
      console.log(child.pid);`;
    await allGone([Number(await node(leave))]);
  });
});
