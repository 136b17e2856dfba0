import { describe, expect, it } from 'vitest';
import { type ChromiumSurroundings, findChromium } from './chromium-finder.js';

function machine(
  files: readonly string[],
  more: Partial<ChromiumSurroundings> = {},
): ChromiumSurroundings {
  return {
    platform: 'linux',
    env: {},
    homeFolder: '/home/pi',
    isExecutable: (path) => files.includes(path),
    list: (folder) => [
      ...new Set(
        files
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''),
      ),
    ],
    ...more,
  };
}

describe('findChromium', () => {
  it('takes the one that the user names, and no other', () => {
    const surroundings = machine(['/opt/mine', '/usr/bin/chromium'], {
      env: { CHROME_PATH: '/usr/bin/chromium' },
    });
    expect(findChromium('/opt/mine', surroundings)).toBe('/opt/mine');
    expect(() => findChromium('/opt/gone', surroundings)).toThrow('/opt/gone');
  });

  it('takes the one that the environment names, the first variable first', () => {
    const files = ['/a', '/b', '/c', '/usr/bin/chromium'];
    const env = { PUPPETEER_EXECUTABLE_PATH: '/c', CHROME_PATH: '/b', RTCBOT_CHROMIUM: '/a' };
    expect(findChromium(undefined, machine(files, { env }))).toBe('/a');
    expect(
      findChromium(undefined, machine(files, { env: { ...env, RTCBOT_CHROMIUM: undefined } })),
    ).toBe('/b');
    expect(() =>
      findChromium(undefined, machine(files, { env: { RTCBOT_CHROMIUM: '/gone' } })),
    ).toThrow('RTCBOT_CHROMIUM');
  });

  it.each([
    ['linux', '/usr/bin/chromium'],
    ['linux', '/usr/bin/chromium-browser'],
    ['linux', '/usr/bin/google-chrome-stable'],
    ['linux', '/opt/google/chrome/chrome'],
    ['linux', '/home/pi/.cache/ms-playwright/chromium-1200/chrome-linux64/chrome'],
    ['darwin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['darwin', '/home/pi/Applications/Chromium.app/Contents/MacOS/Chromium'],
    [
      'darwin',
      '/home/pi/Library/Caches/ms-playwright/chromium-1/chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    ],
  ] as const)('finds on %s %s', (platform, path) => {
    expect(findChromium(undefined, machine([path], { platform }))).toBe(path);
  });

  it('finds what is on the PATH', () => {
    const surroundings = machine(['/nix/bin/chromium'], { env: { PATH: '/bin:/nix/bin' } });
    expect(findChromium(undefined, surroundings)).toBe('/nix/bin/chromium');
  });

  it('prefers the system’s, then the newest of Playwright’s', () => {
    const cache = '/home/pi/.cache/ms-playwright';
    const files = ['999', '1200', '1100'].map(
      (revision) => `${cache}/chromium-${revision}/chrome-linux/chrome`,
    );
    files.push(`${cache}/chromium_headless_shell-1300/chrome-linux/headless_shell`);
    expect(findChromium(undefined, machine(files))).toBe(files[1]);
    expect(findChromium(undefined, machine([...files, '/usr/bin/chromium']))).toBe(
      '/usr/bin/chromium',
    );
  });

  it.each([
    ['linux', 'sudo apt install chromium'],
    ['darwin', 'brew install'],
    ['freebsd', 'npx playwright install chromium'],
  ] as const)('says on %s how to get one', (platform, hint) => {
    const search = (): string => findChromium(undefined, machine([], { platform }));
    expect(search).toThrow(
      expect.objectContaining({ name: 'RobotHostError', code: 'chromium-missing' }),
    );
    expect(search).toThrow(hint);
    expect(search).not.toThrow('\n');
  });
});
