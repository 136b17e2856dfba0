/** How many single tests passed, failed and were skipped, from the JSON reports of the test runners. */

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

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
  };
}

/**
 * Counts of Playwright's report. A flaky test is a failed one.
 * @returns {Counts}
 */
export const countPlaywright = ({ stats }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky,
  skipped: stats.skipped,
});

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

/** The last line of `npm test`. */
export const summaryLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
