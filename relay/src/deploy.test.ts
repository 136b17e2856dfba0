/** The files in `deploy/`, as far as they can be tried without Docker and without root. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type NeededProgram,
  programOf,
  requireProgram,
  skipReason,
  whyMissing,
} from '../../scripts/programs/needed-program.mjs';

const DEPLOY_GUIDE = new URL('../../docs/deploy.md', import.meta.url);

function fileOf(name: string) {
  return fileURLToPath(new URL(`../deploy/${name}`, import.meta.url));
}
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** A test that needs a program; where that is missing, it says so. */
function testWith(name: NeededProgram) {
  const why = skipReason(whyMissing(name));
  if (why !== undefined) process.stderr.write(`SKIPPED: ${why}\n`);
  return test.skipIf(why !== undefined);
}

function run(program: string, args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

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
    // What else it says is about this machine: where node is, and units of others
    expect(output).not.toMatch(/rtcbot-relay\.service:\d+:/);
  });

  testWith('coturn')(
    'coturn understands each line of its file, and refuses the peers that it names',
    async () => {
      requireProgram('coturn');
      const folder = mkdtempSync(join(tmpdir(), 'relay-turn-'));
      onTestFinished(() => {
        rmSync(folder, { recursive: true });
      });
      const own = /^ip -o addr .*?(?= \| sudo)/m.exec(
        readFileSync(fileURLToPath(DEPLOY_GUIDE), 'utf8'),
      )![0];
      const conf = join(folder, 'turnserver.conf');
      const denied = run('/bin/sh', ['-c', own]).output;
      writeFileSync(
        conf,
        `${readFileSync(fileOf('turnserver.conf'), 'utf8')}realm=test\n${denied}`,
      );
      const args = ['-c', conf, '--listening-port', '0', '-L', '127.0.0.1', '-E', '127.0.0.1'];
      const files = ['--userdb', join(folder, 'db'), '--pidfile', join(folder, 'pid')];
      const turn = spawn(programOf('coturn'), [...args, ...files]);
      onTestFinished(() => void turn.kill('SIGKILL'));
      let output = '';
      for await (const data of turn.stdout as AsyncIterable<Buffer>) {
        output += data.toString();
        if (output.includes('Relay ports initialization done')) break;
      }
      expect(output).not.toMatch(/bad|unknown|wrong|error/i);
      const peers = [...readFileSync(conf, 'utf8').matchAll(/^denied-peer-ip=(.*)$/gm)];
      for (const needed of [
        '::',
        '::1',
        '::ffff:0:0-::ffff:ffff:ffff',
        '64:ff9b::-64:ff9b::ffff:ffff',
      ])
        expect(peers.map(([, peer]) => peer)).toContain(needed);
      for (const [, peer] of peers) expect(output).toContain(`listing: ${peer}\n`);
    },
  );

  test('the guide names the ports, and the ways to TURN, that the files have', () => {
    const guide = readFileSync(fileURLToPath(DEPLOY_GUIDE), 'utf8');
    const conf = readFileSync(fileOf('turnserver.conf'), 'utf8');
    const valueOf = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(conf)![1]!;
    const [from, to] = [valueOf('min-port'), valueOf('max-port')];
    for (const ports of [`${from} to ${to}`, `${from}:${to}/udp`, `${from}-${to} }`])
      expect(guide).toContain(ports);
    for (const text of [guide, readFileSync(fileOf('compose.yaml'), 'utf8')])
      expect(text).toMatch(/RTCBOT_TURN[=:] ?turn:\S+:3478,turn:\S+:3478\?transport=tcp/);
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
