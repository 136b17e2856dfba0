/** Every check of `npm test`, in the order in which they run. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { provideFirefox } from '../e2e/firefox/install-firefox.mjs';
import { provideAiortc } from '../e2e/interop/install-aiortc.mjs';
import { build, checkManifest } from './build.mjs';
import { Failure } from './failure.mjs';
import { cacheFolder, root, toolPath } from './project.mjs';
import { provideServer } from './provide-servers.mjs';
import { run } from './run-command.mjs';
import { countPlaywright, countVitest, judge } from './test-counts.mjs';

const PUBLISHED = ['sdk', 'components', 'relay', 'robot'];

/** Runs a plain script of package.json, without npm's own start-up time. */
function runScript(name) {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const [tool, ...args] = scripts[name].split(' ');
  return run(toolPath(tool), args);
}

/** Runs a test runner, its output live, and counts the tests in the JSON report that it leaves. */
async function runTests(tool, args, reportName, count) {
  const report = path.join(cacheFolder, reportName);
  mkdirSync(cacheFolder, { recursive: true });
  rmSync(report, { force: true });
  const exitedWell = await run(toolPath(tool), args, { live: true }).then(
    () => true,
    () => false,
  );
  const none = { passed: 0, failed: 0, skipped: 0 };
  return judge(
    existsSync(report) ? count(JSON.parse(readFileSync(report, 'utf8'))) : none,
    exitedWell,
  );
}

/** Without Redis the tests of relays on many nodes are skipped, and say so. */
async function unit() {
  console.log(await provideServer('redis-server'));
  const json = path.join(cacheFolder, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${json}`];
  return runTests('vitest', ['run', '--allowOnly=false', ...reporters], 'vitest.json', countVitest);
}

/** The JSON report is set up in playwright.config.ts. Tests for which a program is missing are skipped, and say so. */
async function e2e() {
  console.log((await provideAiortc()) ?? 'Python aiortc: ready');
  console.log((await provideFirefox()) ?? 'Firefox: ready');
  for (const name of ['redis-server', 'coturn']) console.log(await provideServer(name));
  return runTests('playwright', ['test', '--forbid-only'], 'playwright.json', countPlaywright);
}

async function publint() {
  for (const room of PUBLISHED) await run(toolPath('publint'), ['run', room, '--strict']);
}

const checkApi = () => run(process.execPath, [path.join(root, 'scripts/api-reports.mjs')]);

const reportScript = path.join(root, 'scripts/report.mjs');

/**
 * - `work` throws if the check fails; the test runners resolve to their counts instead.
 * - `needs`: checks without which this one says nothing; they run even if not asked for.
 * - `live`: writes to the terminal by itself.
 * - `chromium`: has to be on the machine.
 * - `shows`: its output is worth reading when it passes, too.
 */
export const checks = [
  { name: 'format', work: () => runScript('format:check') },
  { name: 'build', work: () => build(), live: true },
  { name: 'manifest', work: checkManifest },
  { name: 'api', work: checkApi, needs: ['build'] },
  { name: 'types', work: () => runScript('types'), needs: ['build'] },
  { name: 'lint', work: () => runScript('lint'), needs: ['build'] },
  { name: 'imports', work: () => runScript('lint:imports'), needs: ['build'] },
  { name: 'unused', work: () => run(toolPath('knip'), []), needs: ['build'] },
  { name: 'unit', work: unit, needs: ['build'], live: true, chromium: true },
  { name: 'size', work: () => runScript('size'), needs: ['build'], shows: true },
  { name: 'publint', work: publint, needs: ['build'] },
  { name: 'e2e', work: e2e, needs: ['build'], live: true, chromium: true },
  ...(existsSync(reportScript)
    ? [
        {
          name: 'report',
          work: () => run(process.execPath, [reportScript], { live: true }),
          needs: ['build'],
          live: true,
          chromium: true,
        },
      ]
    : []),
];

/**
 * The checks that the arguments of `npm test` ask for, with those that they need.
 * @param {string[]} args - names, or `--only name,name`; none: all checks
 * @throws {Failure} on a name that no check has
 */
export function chooseChecks(args, available = checks) {
  const names = args.flatMap((arg) => arg.replace(/^--only=?/, '').split(',')).filter(Boolean);
  if (names.length === 0) return available;
  const unknown = names.filter((name) => !available.some((check) => check.name === name));
  if (unknown.length > 0) {
    const known = available.map(({ name }) => name).join(', ');
    throw new Failure(`No check is named ${unknown.join(', ')}. There are: ${known}.`);
  }
  const needed = available.filter(({ name }) => names.includes(name)).flatMap((c) => c.needs ?? []);
  return available.filter(({ name }) => names.includes(name) || needed.includes(name));
}
