import { describe, expect, it } from 'vitest';
import { chooseChecks } from './checks.mjs';
import { countPlaywright, countVitest, judge, summaryLine } from './test-counts.mjs';

describe('counts', () => {
  it('of Vitest: files that do not load count as failed', () => {
    const report = {
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [{}] },
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [{}] },
      ],
    };
    expect(countVitest(report)).toEqual({ passed: 5, failed: 2, skipped: 3 });
  });

  it('of Playwright: flaky is failed', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright({ stats })).toEqual({ passed: 4, failed: 2, skipped: 2 });
  });

  it.each([
    ['no test ran', { passed: 0, failed: 0, skipped: 3 }, true, 1],
    ['an error outside of tests', { passed: 7, failed: 0, skipped: 0 }, false, 1],
    ['failed tests', { passed: 7, failed: 2, skipped: 0 }, false, 2],
    ['all went well', { passed: 7, failed: 0, skipped: 1 }, true, 0],
  ])('%s', (_what, counts, exitedWell, failed) => {
    expect(judge(counts, exitedWell).failed).toBe(failed);
  });
});

describe('summaryLine', () => {
  it('names skipped tests only where there are any', () => {
    expect(summaryLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(summaryLine({ passed: 12, failed: 3, skipped: 2 })).toBe(
      '12 passed, 3 failed, 2 skipped',
    );
  });
});

describe('chooseChecks', () => {
  const available = [
    { name: 'format' },
    { name: 'build' },
    { name: 'unit', needs: ['build'] },
    { name: 'e2e', needs: ['build'] },
  ];
  const names = (...args) => chooseChecks(args, available).map(({ name }) => name);

  it('takes all, in order, without arguments', () => {
    expect(names()).toEqual(['format', 'build', 'unit', 'e2e']);
  });

  it.each([[['unit']], [['--only', 'unit']], [['--only=unit']]])(
    'takes %j with its needs',
    (args) => {
      expect(names(...args)).toEqual(['build', 'unit']);
    },
  );

  it('takes several', () => {
    expect(names('--only', 'e2e,format')).toEqual(['format', 'build', 'e2e']);
  });

  it('refuses a name that no check has', () => {
    expect(() => names('units')).toThrow(/No check is named units. There are: format, build/);
  });
});
