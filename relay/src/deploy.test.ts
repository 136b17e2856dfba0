/** The files in `deploy/`, as far as they can be tried without Docker and without root. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const fileOf = (name: string) => fileURLToPath(new URL(`../deploy/${name}`, import.meta.url));
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Whether a program is missing; says so, as its test is left out then. */
const isMissing = (program: string) => {
  if (existsSync(program)) return false;
  process.stderr.write(`${program} is missing, so a file in relay/deploy is not checked\n`);
  return true;
};

const run = (program: string, args: string[], env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
};

describe('deploy', () => {
  test.skipIf(isMissing('/usr/bin/caddy'))('the Caddyfile is valid', () => {
    const args = ['validate', '--adapter', 'caddyfile', '--config', fileOf('Caddyfile')];
    const { status, output } = run('/usr/bin/caddy', args, { DOMAIN: 'relay.example.com' });
    expect(output).toContain('Valid configuration');
    expect(status).toBe(0);
  });

  test.skipIf(isMissing('/usr/bin/systemd-analyze'))('systemd understands the unit', () => {
    const { output } = run('/usr/bin/systemd-analyze', ['verify', fileOf('rtcbot-relay.service')]);
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
