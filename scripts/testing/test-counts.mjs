/** How many single tests passed, failed and were skipped, from the JSON reports of the test runners. */

import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../project.mjs';

/**
 * @typedef {{passed: number, failed: number, skipped: number, skips?: string[], failures?: string[]}} Counts
 *   `skips`: how many tests were skipped where, and why if that is known; `failures`: which tests failed, and how
 */

export const NO_TESTS = { passed: 0, failed: 0, skipped: 0 };

/** Equal places of skipped tests as one line, with their number. */
function tally(places) {
  const counts = new Map();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return [...counts].map(([place, count]) => `${count} in ${place}`);
}

const MESSAGE_LINES = 8;

/** A failed test, and the first lines of what it said: the whole may be thousands of lines further up. */
function failure(place, message = '') {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return [place, ...lines.slice(0, MESSAGE_LINES).map((line) => `    ${line}`)].join('\n');
}

/** The failed tests of one file of Vitest's report, or the file itself if it could not be loaded. */
function failuresOfFile({ name = '', status, message, assertionResults }) {
  const file = path.relative(root, name);
  if (status === 'failed' && assertionResults.length === 0) return [failure(file, message)];
  return assertionResults
    .filter((result) => result.status === 'failed')
    .map(({ fullName, failureMessages }) => failure(`${file} › ${fullName}`, failureMessages?.[0]));
}

/**
 * Counts of Vitest's report. A file that cannot even be loaded has no tests in it: it counts as one failed.
 * @returns {Counts}
 */
export function countVitest(report) {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
    skips: tally(
      report.testResults.flatMap(({ name = '', assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === 'skipped' || status === 'pending')
          .map(() => path.relative(root, name)),
      ),
    ),
    failures: report.testResults.flatMap(failuresOfFile),
  };
}

/**
 * Counts of Playwright's report. A flaky test is a failed one.
 * @returns {Counts}
 */
export const countPlaywright = ({ stats, suites }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky,
  skipped: stats.skipped,
  skips: tally(suites.flatMap(skippedIn)),
  failures: suites.flatMap(failedIn),
});

/** Where each skipped test of a suite is, and why. */
function skippedIn({ file, specs = [], suites = [] }) {
  const tests = specs.flatMap((spec) => spec.tests).filter(({ status }) => status === 'skipped');
  const places = tests.map(({ annotations }) => {
    const why = annotations.find(({ type }) => type === 'skip')?.description;
    return why === undefined ? file : `${file}: ${why}`;
  });
  return [...places, ...suites.flatMap(skippedIn)];
}

/** The tests of a suite of Playwright's report that failed, or passed only when tried again. */
function failedIn({ file, specs = [], suites = [] }) {
  const failures = specs.flatMap(({ title, line, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ projectName, results = [] }) => {
        const message = results.find(({ error }) => error !== undefined)?.error.message;
        return failure(`[${projectName}] ${file}:${line} › ${title}`, message);
      }),
  );
  return [...failures, ...suites.flatMap(failedIn)];
}

/**
 * What a runner's exit code adds: errors outside of tests, and runs without any test, are failures too.
 * @param {Counts} counts
 * @param {boolean} exitedWell
 * @returns {Counts}
 */
export function judge(counts, exitedWell) {
  const ran = counts.passed + counts.failed;
  const isUnexplained = counts.failed === 0 && (!exitedWell || ran === 0);
  return isUnexplained ? { ...counts, failed: 1 } : counts;
}

/**
 * What several runs make together.
 * @param {...Counts} runs
 * @returns {Counts}
 */
export const addCounts = (...runs) => ({
  ...Object.fromEntries(
    Object.keys(NO_TESTS).map((key) => [key, runs.reduce((sum, counts) => sum + counts[key], 0)]),
  ),
  skips: runs.flatMap(({ skips = [] }) => skips),
  failures: runs.flatMap(({ failures = [] }) => failures),
});

/** The last line of `npm test`. */
export const summaryLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
