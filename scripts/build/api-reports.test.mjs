import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root } from '../project.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'api-reports-'));
  cpSync(path.join(root, 'etc'), folder, { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it(
  'fails when the API is not what the reports say, and names the report',
  { timeout: 120_000 },
  () => {
    const file = path.join(folder, 'relay.api.md');
    const report = readFileSync(file, 'utf8');
    writeFileSync(file, report.replace('createRelay', 'makeRelay'));
    const args = ['scripts/build/api-reports.mjs', 'relay', '--folder', folder];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect(stderr).toContain('relay.api.md');
    expect(status).toBe(1);
  },
);
