import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, usualPaths } from './find-chromium.mjs';

let folder;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'rtcbot-find-chromium-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A shell script in place of an executable; returns its path. */
function script(name, body) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}
const browser = (name) => script(name, 'echo Chromium 150.0.7300.1');

describe('findChromium', () => {
  it('takes the first path that runs', () => {
    const first = browser('first');
    const missing = path.join(folder, 'missing');
    expect(findChromium({ env: {}, paths: [missing, first, browser('second')] })).toBe(first);
  });

  it('passes over a stub that only asks to install something', () => {
    const stub = script('stub', 'echo "Please install the snap" >&2; exit 1');
    const real = browser('real');
    expect(findChromium({ env: {}, paths: [stub, real] })).toBe(real);
  });

  it('passes over folders and files that are not executable', () => {
    const plain = path.join(folder, 'plain');
    writeFileSync(plain, 'no program');
    expect(findChromium({ env: {}, paths: [folder, plain] })).toBeUndefined();
  });

  it.each(['RTCBOT_CHROMIUM', 'CHROME_PATH'])('prefers %s', (variable) => {
    const named = browser('named');
    expect(findChromium({ env: { [variable]: named }, paths: [browser('usual')] })).toBe(named);
  });

  it('does not fall back where the variable names what is not there', () => {
    const env = { RTCBOT_CHROMIUM: path.join(folder, 'typo') };
    expect(() => findChromium({ env, paths: [browser('usual')] })).toThrow(
      /RTCBOT_CHROMIUM=.*typo is not a Chromium that runs.*Correct or unset/,
    );
  });

  it('finds a command on PATH', () => {
    const command = browser('google-chrome');
    expect(usualPaths({ env: { PATH: folder }, platform: 'linux', home: folder })).toContain(
      command,
    );
  });

  it.each([
    ['linux', '.cache/ms-playwright', 'chrome-linux64/chrome'],
    [
      'darwin',
      'Library/Caches/ms-playwright',
      'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    ],
  ])("finds the newest of Playwright's browsers on %s", (platform, cache, file) => {
    browser(`${cache}/chromium-999/${file}`);
    const newest = browser(`${cache}/chromium-1255/${file}`);
    browser(`${cache}/chromium_headless_shell-2000/${file}`);
    const cached = usualPaths({ env: {}, platform, home: folder }).filter((p) =>
      p.startsWith(folder + path.sep + cache),
    );
    expect(findChromium({ env: {}, paths: cached })).toBe(newest);
  });

  it('knows where macOS keeps applications', () => {
    const paths = usualPaths({ env: {}, platform: 'darwin', home: '/Users/ada' });
    expect(paths).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    expect(paths).toContain('/Users/ada/Applications/Chromium.app/Contents/MacOS/Chromium');
  });
});
