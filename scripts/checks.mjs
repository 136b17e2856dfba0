/** Every check of `npm test`, in the order in which they run. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { provideFirefox } from '../e2e/firefox/install-firefox.mjs';
import { provideAiortc } from '../e2e/interop/install-aiortc.mjs';
import { build, checkManifest } from './build/build.mjs';
import { Failure } from './terminal/failure.mjs';
import { cacheFolder, root, toolPath } from './project.mjs';
import { provideProgram } from './programs/provide-program.mjs';
import { run } from './terminal/run-command.mjs';
import {
  addCounts,
  countPlaywright,
  countVitest,
  judge,
  NO_TESTS,
} from './testing/test-counts.mjs';

const PUBLISHED = ['sdk', 'components', 'relay', 'robot'];

/** Runs a plain script of package.json, without npm's own start-up time. */
function runScript(name, ...more) {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const [tool, ...args] = scripts[name].split(' ');
  return run(toolPath(tool), [...args, ...more]);
}

/** For daily work alone: with types in its rules ESLint's cache may miss what a change does to other files. */
const cached = (tool) => [
  ...['--cache', '--cache-strategy', 'content', '--cache-location', `.cache/${tool}`],
];

const format = ({ quick }) => runScript('format:check', ...(quick ? cached('prettier') : []));

const lint = ({ quick }) => runScript('lint', ...(quick ? cached('eslint/') : []));

/** Runs a test runner, its output live, and counts the tests in the JSON report that it leaves. */
async function runTests(tool, args, { report, count, env }) {
  mkdirSync(cacheFolder, { recursive: true });
  rmSync(report, { force: true });
  const exitedWell = await run(toolPath(tool), args, { live: true, env }).then(
    () => true,
    () => false,
  );
  const counts = existsSync(report) ? count(JSON.parse(readFileSync(report, 'utf8'))) : NO_TESTS;
  return judge(counts, exitedWell);
}

/** Has programs of others that tests run; tests of what stays missing are skipped, and under CI they fail. */
async function providePrograms(...names) {
  for (const name of names) console.log((await provideProgram(name)) ?? `${name}: ready`);
}

async function unit({ quick }) {
  if (!quick) await providePrograms('redis-server', 'caddy', 'systemd', 'python3');
  const json = path.join(cacheFolder, 'vitest.json');
  const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${json}`];
  if (quick) args.push('--project=quick');
  return runTests('vitest', ['run', '--allowOnly=false', ...args], {
    report: json,
    count: countVitest,
  });
}

/** Three even on two cores: a test mostly waits for a robot, a relay, or a picture. */
const BROWSER_WORKERS = Math.max(3, Math.floor(availableParallelism() / 2));

/** Runs the browser tests of some projects of playwright.config.ts. */
function runBrowserTests(reportName, projects, ...args) {
  const report = path.join(cacheFolder, reportName);
  const chosen = projects.map((name) => `--project=${name}`);
  return runTests('playwright', ['test', '--forbid-only', ...chosen, ...args], {
    report,
    count: countPlaywright,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
}

async function e2e() {
  console.log((await provideAiortc()) ?? 'Python aiortc: ready');
  console.log((await provideFirefox()) ?? 'Firefox: ready');
  await providePrograms('redis-server', 'coturn', 'iproute2');
  const workers = `--workers=${BROWSER_WORKERS}`;
  const side = await runBrowserTests('playwright.json', ['chromium', 'firefox'], workers);
  // A folder of its own: Playwright empties the one that it is given, and in the other one are the traces of failures.
  const output = '--output=test-results/alone';
  const alone = await runBrowserTests('playwright-alone.json', ['alone'], output);
  return addCounts(side, alone);
}

async function publint() {
  for (const room of PUBLISHED) await run(toolPath('publint'), ['run', room, '--strict']);
}

const checkApi = () => run(process.execPath, [path.join(root, 'scripts/build/api-reports.mjs')]);

const docsScript = path.join(root, 'scripts/docs/build-docs.mjs');

const reportScript = path.join(root, 'scripts/report.mjs');

/**
 * - `work` throws if the check fails; the test runners resolve to their counts instead. It is told whether it is to be `quick`.
 * - `beside`: runs beside the checks after it, up to the next `undisturbed` one.
 * - `undisturbed`: tests shall have the machine for themselves, unless it is to be quick.
 * - `needs`: checks without which this one says nothing; they run even if not asked for.
 * - `live`: writes to the terminal by itself.
 * - `chromium`: has to be on the machine.
 * - `shows`: its output is worth reading when it passes, too.
 */
export const checks = [
  { name: 'format', work: format, beside: true },
  { name: 'build', work: () => build(), live: true },
  { name: 'manifest', work: checkManifest },
  { name: 'api', work: checkApi, needs: ['build'] },
  { name: 'lint', work: lint, needs: ['build'], beside: true },
  { name: 'docs', work: () => run(process.execPath, [docsScript]), needs: ['build'], beside: true },
  { name: 'types', work: () => runScript('types'), needs: ['build'] },
  { name: 'imports', work: () => runScript('lint:imports'), needs: ['build'] },
  { name: 'unused', work: () => run(toolPath('knip'), []), needs: ['build'] },
  { name: 'unit', work: unit, needs: ['build'], live: true, undisturbed: true, chromium: true },
  { name: 'size', work: () => runScript('size'), needs: ['build'], shows: true },
  { name: 'publint', work: publint, needs: ['build'] },
  {
    name: 'e2e',
    work: e2e,
    needs: ['build', 'docs'],
    live: true,
    undisturbed: true,
    chromium: true,
  },
  ...(existsSync(reportScript)
    ? [
        {
          name: 'report',
          work: () => run(process.execPath, [reportScript], { live: true }),
          needs: ['build'],
          live: true,
          undisturbed: true,
          chromium: true,
        },
      ]
    : []),
];

/** What `npm test -- quick` checks, for daily work. */
const QUICK = ['format', 'lint', 'types', 'unit'];

/** Whether the arguments of `npm test` ask for the quick checks. */
export const isQuick = (args) => args.includes('quick');

/**
 * The checks that the arguments of `npm test` ask for, with those that they need.
 * @param {string[]} args - names, or `--only name,name`, or `quick`; none: all checks
 * @throws {Failure} on a name that no check has
 */
export function chooseChecks(args, available = checks) {
  const named = args.flatMap((arg) => arg.replace(/^--only=?/, '').split(',')).filter(Boolean);
  const names = named.flatMap((name) => (name === 'quick' ? QUICK : [name]));
  if (names.length === 0) return available;
  const unknown = names.filter((name) => !available.some((check) => check.name === name));
  if (unknown.length > 0) {
    const known = ['quick', ...available.map(({ name }) => name)].join(', ');
    throw new Failure(`No check is named ${unknown.join(', ')}. Available: ${known}.`);
  }
  const needed = available.filter(({ name }) => names.includes(name)).flatMap((c) => c.needs ?? []);
  return available.filter(({ name }) => names.includes(name) || needed.includes(name));
}
