/** Runs the checks one after another and says how each went. */
import { chooseChecks, isQuick } from './checks.mjs';
import { printFailure } from './terminal/failure.mjs';
import { endTogether } from './terminal/run-command.mjs';
import { setUp } from './set-up.mjs';
import { secondsSince, step } from './terminal/step.mjs';
import { NO_TESTS, summaryLine } from './testing/test-counts.mjs';

const onePassed = { ...NO_TESTS, passed: 1 };
const oneFailed = { ...NO_TESTS, failed: 1 };
const oneSkipped = { ...NO_TESTS, skipped: 1 };

/** A check that writes to the terminal by itself: a heading above, its result below. */
async function runLive({ name, work }, options) {
  const startMs = performance.now();
  console.log(`\n${name} …`);
  const counts = await work(options).then(
    (result) => (result?.passed === undefined ? onePassed : result),
    (error) => {
      printFailure(error);
      return oneFailed;
    },
  );
  const result = counts.failed === 0 ? 'passed' : 'FAILED';
  console.log(`${name}: ${result} (${summaryLine(counts)}), ${secondsSince(startMs)}\n`);
  return counts;
}

/** A check on one line; its output only if it fails, or is worth it. */
async function runQuiet({ name, work, shows }, options) {
  let output = '';
  try {
    await step(
      name,
      async () => (output = await work(options)),
      () => 'passed',
    );
    if (shows) console.log(output.trimEnd());
    return onePassed;
  } catch (error) {
    printFailure(error);
    return oneFailed;
  }
}

/** Begins a check that runs beside others; what this returns waits for it, and tells how it went. */
function runBeside(check, options) {
  const startMs = performance.now();
  const seconds = () => secondsSince(startMs);
  const outcome = check.work(options).then(
    () => ({ line: `passed, ${seconds()}` }),
    (error) => ({ line: `failed, ${seconds()}`, error }),
  );
  return async () => {
    const { line, error } = await outcome;
    console.log(`${check.name} … ${line}`);
    if (error === undefined) return onePassed;
    printFailure(error);
    return oneFailed;
  };
}

/** Runs checks in their order, each unless one that it needs has failed. */
async function runAll(checks, options, results) {
  const beside = new Map();
  const finishBeside = async () => {
    for (const [name, finish] of beside) results.set(name, await finish());
    beside.clear();
  };
  for (const check of checks) {
    const missing = check.needs?.find((name) => results.get(name).failed > 0);
    if (missing !== undefined) {
      console.log(`${check.name} … skipped, as ${missing} failed`);
      results.set(check.name, oneSkipped);
    } else if (check.beside) {
      beside.set(check.name, runBeside(check, options));
    } else {
      if (check.undisturbed && !options.quick) await finishBeside();
      results.set(check.name, await (check.live ? runLive : runQuiet)(check, options));
    }
  }
  await finishBeside();
}

function summarize(results) {
  const total = { ...NO_TESTS };
  for (const counts of results.values())
    for (const key of Object.keys(total)) total[key] += counts[key];
  const skips = [...results.values()].flatMap((counts) => counts.skips ?? []);
  if (skips.length > 0) console.log(`\nSkipped tests:\n${skips.join('\n')}`);
  const failures = [...results.values()].flatMap((counts) => counts.failures ?? []);
  if (failures.length > 0) console.log(`\nFailed tests:\n${failures.join('\n')}`);
  const failed = [...results].filter(([, counts]) => counts.failed > 0).map(([name]) => name);
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  console.log(summaryLine(total));
  return total.failed === 0 ? 0 : 1;
}

/**
 * Everything behind `npm test`.
 * @param {string[]} args - names of checks; none: all
 */
export async function runChecks(args) {
  endTogether();
  const results = new Map();
  try {
    const chosen = chooseChecks(args);
    const quick = isQuick(args);
    await setUp({ chromium: !quick && chosen.some(({ chromium }) => chromium === true) });
    await runAll(chosen, { quick }, results);
  } catch (error) {
    printFailure(error);
    results.set('set-up', oneFailed);
  }
  process.exitCode = summarize(results);
}
