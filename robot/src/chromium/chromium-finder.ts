import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { RobotHostError } from '@rtcbot-web/sdk/subscriptions';

/** What the search looks at; a test hands in its own. */
export interface ChromiumSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  /** Whether there is a file that may be run. */
  readonly isExecutable: (path: string) => boolean;
  /** Names in a folder; none if there is no such folder. */
  readonly list: (folder: string) => readonly string[];
}

/** Variables that name a Chromium, the first one wins. */
const VARIABLES = ['RTCBOT_CHROMIUM', 'CHROME_PATH', 'PUPPETEER_EXECUTABLE_PATH'] as const;

const LINUX_COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'google-chrome-beta',
  'google-chrome-unstable',
];
const LINUX_FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin'];
const LINUX_FILES = ['/usr/lib/chromium/chromium', '/opt/google/chrome/chrome'];
const MAC_APPLICATIONS = [
  'Chromium',
  'Google Chrome',
  'Google Chrome Beta',
  'Google Chrome Dev',
  'Google Chrome Canary',
];
const WINDOWS_FILES = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
];

/** Where Playwright puts the browser inside `chromium-<revision>`, over its versions. */
const PLAYWRIGHT_FILES = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-linux-arm64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
];

const HINTS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux:
    'install it with "sudo apt install chromium" (Debian, Raspberry Pi OS) or "npx playwright install chromium"',
  darwin: 'install it with "brew install --cask chromium" or "npx playwright install chromium"',
};
const OTHER_HINT = 'install Chrome or Chromium, or run "npx playwright install chromium"';

/**
 * Find a Chromium or Chrome: the given one, the one an environment variable names, an installed one, or the
 * newest of Playwright's.
 * @param executablePath - the one to use, if the user chose
 * @returns path of the executable
 * @throws RobotHostError `robot-host`, with a hint how to get one
 */
export function findChromium(
  executablePath?: string,
  surroundings: ChromiumSurroundings = thisMachine(),
): string {
  const { env, isExecutable, platform } = surroundings;
  const variable = VARIABLES.find((name) => env[name]);
  const chosen = executablePath ?? (variable && env[variable]);
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    // A command line reads the variable into its option.
    const by = variable && chosen === env[variable] ? variable : 'the option given';
    throw new RobotHostError(
      'chromium-missing',
      `There is no Chromium to run at ${chosen} (named by ${by}): correct the path, or leave it out.`,
    );
  }
  const found = [...installed(surroundings), ...playwrights(surroundings)].find(isExecutable);
  if (found) return found;
  throw new RobotHostError(
    'chromium-missing',
    `No Chromium was found: ${HINTS[platform] ?? OTHER_HINT}, or name one with RTCBOT_CHROMIUM.`,
  );
}

function installed({ platform, env, homeFolder }: ChromiumSurroundings): string[] {
  if (platform === 'darwin') {
    return ['/Applications', join(homeFolder, 'Applications')].flatMap((folder) =>
      MAC_APPLICATIONS.map((name) => join(folder, `${name}.app/Contents/MacOS/${name}`)),
    );
  }
  if (platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .flatMap((name) => env[name] ?? [])
      .flatMap((folder) => WINDOWS_FILES.map((file) => `${folder}\\${file}`));
  }
  const folders = new Set([...LINUX_FOLDERS, ...(env['PATH'] ?? '').split(delimiter)]);
  folders.delete('');
  return [
    ...LINUX_COMMANDS.flatMap((name) => [...folders].map((folder) => join(folder, name))),
    ...LINUX_FILES,
  ];
}

function playwrights({ platform, env, homeFolder, list }: ChromiumSurroundings): string[] {
  const folder = env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(homeFolder, cacheFolder(platform));
  const revisions = list(folder)
    .map((name) => Number(/^chromium-(\d+)$/.exec(name)?.[1]))
    .filter((revision) => !Number.isNaN(revision))
    .sort((a, b) => b - a);
  return revisions.flatMap((revision) =>
    PLAYWRIGHT_FILES.map((file) => join(folder, `chromium-${String(revision)}`, file)),
  );
}

function cacheFolder(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Library/Caches/ms-playwright';
  return platform === 'win32' ? 'AppData/Local/ms-playwright' : '.cache/ms-playwright';
}

function thisMachine(): ChromiumSurroundings {
  return {
    platform: process.platform,
    env: process.env,
    homeFolder: homedir(),
    isExecutable: (path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    },
    list: (folder) => {
      try {
        return readdirSync(folder);
      } catch {
        return [];
      }
    },
  };
}
