import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createProfile } from './chromium-profile.js';

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'profiles-'));
});
afterEach(async () => {
  await rm(parent, { recursive: true });
});

/** Leave behind what a host does that was killed while it listened. */
async function leaveSocket(path: string): Promise<void> {
  const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', code]), 'exit');
  expect(existsSync(path)).toBe(true);
}

it('removes what a killed host has left, although it had the same process id', async () => {
  const mine = await createProfile(parent);
  const left = mine.folder.replace(/\w+$/, 'killed');
  await mkdir(left);
  await leaveSocket(join(left, 'host'));
  const next = await createProfile(parent);
  expect([mine, next].map(({ folder }) => existsSync(folder))).toEqual([true, true]);
  expect(existsSync(left)).toBe(false);
  await Promise.all([mine.remove(), next.remove()]);
  expect([mine, next].map(({ folder }) => existsSync(folder))).toEqual([false, false]);
});

it('leaves a folder in which its host does not listen yet, for a while', async () => {
  const mine = await createProfile(parent);
  const young = mine.folder.replace(/\w+$/, 'young1');
  const old = mine.folder.replace(/\w+$/, 'old123');
  await Promise.all([mkdir(young), mkdir(old)]);
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(old, longAgo, longAgo);
  await (await createProfile(parent)).remove();
  expect([young, old].map((folder) => existsSync(folder))).toEqual([true, false]);
  await mine.remove();
});
