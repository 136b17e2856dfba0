/** Installing runs in a process of its own, whose PATH holds an apt-get of ours. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const isRoot = process.getuid?.() === 0;
let folder;
let chromium;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rtcbot-provide-chromium-'));
  chromium = path.join(folder, 'chromium');
  symlinkSync(process.execPath, path.join(folder, 'node'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function command(name, body) {
  writeFileSync(path.join(folder, name), `#!/bin/sh\n${body}\n`);
  chmodSync(path.join(folder, name), 0o755);
}

function provide() {
  const code = `
    import { provideChromium } from ${JSON.stringify(new URL('provide-chromium.mjs', import.meta.url).href)};
    import { printFailure } from ${JSON.stringify(new URL('../terminal/failure.mjs', import.meta.url).href)};
    await provideChromium({ env: {}, paths: [${JSON.stringify(chromium)}] }).then(
      (found) => console.log('found', found),
      (error) => { printFailure(error); process.exitCode = 1; },
    );`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    // Port 9 refuses, so that Playwright's own download fails at once.
    env: {
      PATH: `${folder}:/usr/bin:/bin`,
      HOME: folder,
      PLAYWRIGHT_DOWNLOAD_HOST: 'http://127.0.0.1:9',
    },
  });
}

const installing = (log) => `echo "$@" >> ${log}
case "$1" in install) printf '#!/bin/sh\\necho Chromium 150.0.1.2\\n' > $RESULT; chmod +x $RESULT;; esac`;

describe('provideChromium', () => {
  it('installs nothing where Chromium is', () => {
    command('apt-get', 'echo called >&2; exit 1');
    command('chromium', 'echo Chromium 150.0.1.2');
    expect(provide().stdout).toBe(`found ${chromium}\n`);
  });

  it.runIf(isRoot)('installs it from Debian where it may', () => {
    command('apt-get', `RESULT=${chromium}\n${installing(path.join(folder, 'log'))}`);
    const { stdout, status } = provide();
    expect(stdout).toMatch(/^Installing Chromium \(apt-get install chromium\) … \d/);
    expect(stdout).toContain(`found ${chromium}`);
    expect(status).toBe(0);
  });

  it('says why what it installed does not run', () => {
    command('apt-get', 'exit 100');
    command('sudo', 'exit 1');
    command('chromium', 'echo "libnss3.so: cannot open shared object file" >&2; exit 127');
    expect(provide().stderr).toMatch(/chromium does not run: .*libnss3.so: cannot open/);
  });

  it('says what to do where nothing works', () => {
    command('apt-get', 'echo "E: Unable to locate package" >&2; exit 100');
    command('sudo', 'exit 1');
    const { stderr, status } = provide();
    expect(status).toBe(1);
    expect(stderr).toMatch(/There is no Chromium on this machine, and it could not be installed/);
    expect(stderr).toMatch(/sudo apt-get install chromium/);
    expect(stderr).toMatch(/RTCBOT_CHROMIUM/);
    if (isRoot) expect(stderr).toContain('E: Unable to locate package');
  });
});
