import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { robotKeyPrint } from '@rtcbot-web/sdk/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultKeyFile, loadRobotKey } from './key-file.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtcbot-key-'));
  path = join(folder, 'state', 'robot.key');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const modeOf = (file: string): number => statSync(file).mode & 0o777;

describe('a robot key', () => {
  it('is made once, for this user alone, and stays the same', async () => {
    const first = await loadRobotKey(path);
    expect(first.publicKey).toMatch(/^[\w-]{43}$/);
    expect(modeOf(path)).toBe(0o600);
    expect(modeOf(join(folder, 'state'))).toBe(0o700);
    expect((await loadRobotKey(path)).publicKey).toBe(first.publicKey);
    expect(readdirSync(join(folder, 'state'))).toEqual(['robot.key']);
  });

  it('is one key for all who make it at the same time', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadRobotKey(path)));
    expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(1);
  });

  it('has the print that pages show', async () => {
    const { publicKey, print } = await loadRobotKey(path);
    expect(print).toMatch(/^([0-9a-f]{4}-){4}[0-9a-f]{4}$/);
    expect(await robotKeyPrint(publicKey)).toBe(print);
  });

  it('that others may read is warned of', async () => {
    const warnings: string[] = [];
    await loadRobotKey(path);
    chmodSync(path, 0o644);
    await loadRobotKey(path, (message) => warnings.push(message));
    expect(warnings).toEqual([expect.stringContaining(`chmod 600 ${path}`)]);
  });

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  it.each([
    ['an empty file', ''],
    ['half a file', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw'],
    ['a key of another kind', rsa.export({ type: 'pkcs8', format: 'pem' }) as string],
  ])('is never replaced: %s is refused with words', async (_what, content) => {
    const damaged = join(folder, 'damaged.key');
    writeFileSync(damaged, content);
    await expect(loadRobotKey(damaged)).rejects.toThrow(`${damaged} does not hold an Ed25519 key`);
    expect(readFileSync(damaged, 'utf8')).toBe(content);
  });

  it('that cannot be kept is refused with words', async () => {
    writeFileSync(join(folder, 'state'), '');
    await expect(loadRobotKey(path)).rejects.toThrow(`cannot be kept in ${path}`);
  });
});

describe('the default file', () => {
  it('is in the state directory of the service, else of the user', () => {
    expect(defaultKeyFile({ STATE_DIRECTORY: '/var/lib/a:/var/lib/b', XDG_STATE_HOME: '/x' })).toBe(
      '/var/lib/a/robot.key',
    );
    expect(defaultKeyFile({ STATE_DIRECTORY: '', XDG_STATE_HOME: '/x' })).toBe(
      '/x/rtcbot/robot.key',
    );
    expect(defaultKeyFile({ XDG_STATE_HOME: '' })).toMatch(/\.local\/state\/rtcbot\/robot\.key$/);
  });

  it('of robots that tests start is not the developer’s own', () => {
    expect(defaultKeyFile(process.env)).toContain(join('.cache', 'test-state'));
  });
});
