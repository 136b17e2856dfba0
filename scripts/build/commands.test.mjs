/** The commands of a clone, as npm links them: before anything is built as well. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from '../project.mjs';

const run = promisify(execFile);

it.each(['relay', 'robot'])(
  'rtcbot-%s is linked, and says what to do where it is not built',
  async (room) => {
    const { bin } = JSON.parse(await readFile(path.join(root, room, 'package.json'), 'utf8'));
    const command = `rtcbot-${room}`;
    const file = path.join(room, bin[command]);
    const { stdout: tracked } = await run('git', ['ls-files', '--error-unmatch', file], {
      cwd: root,
    });
    expect(tracked.trim()).toBe(file);
    accessSync(path.join(root, file), constants.X_OK);

    const folder = await mkdtemp(path.join(tmpdir(), 'fresh-clone-'));
    try {
      const copy = path.join(folder, file);
      await cp(path.join(root, room, 'package.json'), path.join(folder, room, 'package.json'));
      await cp(path.join(root, file), copy);
      const failure = await run(process.execPath, [copy, '--help']).catch((error) => error);
      expect([failure.code, failure.stderr]).toEqual([
        1,
        `${command}: error: it is not built yet. In the clone run: npm run build\n`,
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
    const { stdout } = await run(process.execPath, [path.join(root, file), '--help']);
    expect(stdout).toContain(`Usage: ${command}`);
  },
);
