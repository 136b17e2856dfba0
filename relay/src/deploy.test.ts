/** The files in `deploy/`, as far as they can be tried without Docker and without root. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  type NeededProgram,
  programOf,
  requireProgram,
  skipReason,
  whyMissing,
} from '../../scripts/needed-program.mjs';

const fileOf = (name: string) => fileURLToPath(new URL(`../deploy/${name}`, import.meta.url));
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** A test that needs a program; where that is missing, it says so. */
const testWith = (name: NeededProgram) => {
  const why = skipReason(whyMissing(name));
  if (why !== undefined) process.stderr.write(`SKIPPED: ${why}\n`);
  return test.skipIf(why !== undefined);
};

const run = (program: string, args: string[], env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
};

describe('deploy', () => {
  testWith('caddy')('the Caddyfile is valid', () => {
    requireProgram('caddy');
    const args = ['validate', '--adapter', 'caddyfile', '--config', fileOf('Caddyfile')];
    const { status, output } = run(programOf('caddy'), args, { DOMAIN: 'relay.example.com' });
    expect(output).toContain('Valid configuration');
    expect(status).toBe(0);
  });

  testWith('systemd')('systemd understands the unit', () => {
    requireProgram('systemd');
    const { output } = run(programOf('systemd'), ['verify', fileOf('rtcbot-relay.service')]);
    // what else it says is about this machine: where node is, and units of others
    expect(output).not.toMatch(/rtcbot-relay\.service:\d+:/);
  });

  test.each(['compose.yaml', 'rtcbot-relay.service'])(
    '%s: the relay has all its options',
    (name) => {
      const { output: help } = run(process.execPath, [MAIN, '--help']);
      const text = readFileSync(fileOf(name), 'utf8');
      const lines = text.match(/^(ExecStart=| +- --).*$/gm) ?? [];
      const options = [...lines.join('\n').matchAll(/ (--[a-z-]+)/g)].map(([, option]) => option);
      expect(options.length).toBeGreaterThan(2);
      for (const option of options) expect(help).toMatch(new RegExp(`^  ${option}\\b`, 'm'));
    },
  );
});
