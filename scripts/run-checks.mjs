/** Runs the checks one after another and says how each went. */
import { chooseChecks } from './checks.mjs';
import { printFailure } from './failure.mjs';
import { endTogether } from './run-command.mjs';
import { setUp } from './set-up.mjs';
import { secondsSince, step } from './step.mjs';
import { summaryLine } from './test-counts.mjs';

const onePassed = { passed: 1, failed: 0, skipped: 0 };
const oneFailed = { passed: 0, failed: 1, skipped: 0 };
const oneSkipped = { passed: 0, failed: 0, skipped: 1 };

/** A check that writes to the terminal by itself: a heading above, its result below. */
async function runLive({ name, work }) {
  const startMs = performance.now();
  console.log(`\n${name} …`);
  const counts = await work().then(
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
async function runQuiet({ name, work, shows }) {
  let output = '';
  try {
    await step(
      name,
      async () => (output = await work()),
      () => 'passed',
    );
    if (shows) console.log(output.trimEnd());
    return onePassed;
  } catch (error) {
    printFailure(error);
    return oneFailed;
  }
}

/** Runs one check, unless a check that it needs has failed. */
async function runCheck(check, results) {
  const missing = check.needs?.find((name) => results.get(name).failed > 0);
  if (missing === undefined) return check.live ? runLive(check) : runQuiet(check);
  console.log(`${check.name} … skipped, as ${missing} failed`);
  return oneSkipped;
}

function summarize(results) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of results.values())
    for (const key of Object.keys(total)) total[key] += counts[key];
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
    await setUp({ chromium: chosen.some(({ chromium }) => chromium === true) });
    for (const check of chosen) results.set(check.name, await runCheck(check, results));
  } catch (error) {
    printFailure(error);
    results.set('set-up', oneFailed);
  }
  process.exitCode = summarize(results);
}
