import { describe, expect, it } from 'vitest';
import path from 'node:path';
import { chooseChecks } from '../checks.mjs';
import { root } from '../project.mjs';
import { addCounts, countPlaywright, countVitest, judge, summaryLine } from './test-counts.mjs';

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
    expect(countVitest(report)).toMatchObject({ passed: 5, failed: 2, skipped: 3 });
  });

  it('of Vitest: says where tests were skipped', () => {
    const file = (name, ...statuses) => ({
      name: path.join(root, name),
      status: 'passed',
      assertionResults: statuses.map((status) => ({ status })),
    });
    const report = {
      ...{ numPassedTests: 2, numFailedTests: 0, numPendingTests: 2, numTodoTests: 0 },
      testResults: [
        file('relay/src/nodes.test.ts', 'skipped', 'pending', 'passed'),
        file('relay/src/relay.test.ts', 'passed'),
      ],
    };
    expect(countVitest(report).skips).toEqual(['2 in relay/src/nodes.test.ts']);
  });

  it('of Vitest: name what failed, and say how it failed', () => {
    const report = {
      ...{ numPassedTests: 1, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 },
      testResults: [
        {
          ...{ name: path.join(root, 'sdk/src/a.test.ts'), status: 'failed' },
          assertionResults: [
            { status: 'passed', fullName: 'a works' },
            {
              ...{ status: 'failed', fullName: 'a stops' },
              failureMessages: [
                '\u001b[31mAssertionError\u001b[39m: expected 1 to be 2\n\n  at a.ts:3',
              ],
            },
          ],
        },
        {
          ...{ name: path.join(root, 'sdk/src/b.test.ts'), status: 'failed' },
          ...{ message: 'Cannot find module c', assertionResults: [] },
        },
      ],
    };
    expect(countVitest(report).failures).toEqual([
      'sdk/src/a.test.ts › a stops\n    AssertionError: expected 1 to be 2\n      at a.ts:3',
      'sdk/src/b.test.ts\n    Cannot find module c',
    ]);
  });

  it('of several runs add up, and say where tests were skipped in any', () => {
    const one = { passed: 3, failed: 0, skipped: 1, skips: ['1 in a'] };
    expect(addCounts(one, { passed: 2, failed: 1, skipped: 0 }, one)).toEqual({
      ...{ passed: 8, failed: 1, skipped: 2 },
      skips: ['1 in a', '1 in a'],
      failures: [],
    });
  });

  it('of Playwright: flaky is failed', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright({ stats, suites: [] })).toMatchObject({
      ...{ passed: 4, failed: 2, skipped: 2 },
    });
  });

  it('of Playwright: name what failed, in which project and how', () => {
    const message = ['Error: lost', ...Array.from({ length: 20 }, (_, n) => `line ${n}`)].join(
      '\n',
    );
    const tests = [
      { status: 'expected', projectName: 'chromium', results: [{}] },
      { status: 'unexpected', projectName: 'firefox', results: [{ error: { message } }] },
    ];
    const suite = { file: 'e2e/demo.spec.ts', specs: [{ title: 'drives', line: 7, tests }] };
    const report = {
      stats: { expected: 1, unexpected: 1, flaky: 0, skipped: 0 },
      suites: [{ file: suite.file, suites: [suite] }],
    };
    const [first, ...others] = countPlaywright(report).failures;
    expect(others).toEqual([]);
    const lines = first.split('\n');
    expect(lines[0]).toBe('[firefox] e2e/demo.spec.ts:7 › drives');
    expect(lines[1]).toBe('    Error: lost');
    expect(lines).toHaveLength(9);
  });

  it('of Playwright: says where tests were skipped, and why', () => {
    const spec = (status, description) => ({
      tests: [{ status, annotations: description ? [{ type: 'skip', description }] : [] }],
    });
    const suites = [
      {
        file: 'e2e/relay-turn.spec.ts',
        specs: [spec('expected')],
        suites: [
          {
            file: 'e2e/relay-turn.spec.ts',
            specs: [spec('skipped', 'no coturn'), spec('skipped', 'no coturn'), spec('skipped')],
          },
        ],
      },
    ];
    const stats = { expected: 1, unexpected: 0, flaky: 0, skipped: 3 };
    expect(countPlaywright({ stats, suites }).skips).toEqual([
      '2 in e2e/relay-turn.spec.ts: no coturn',
      '1 in e2e/relay-turn.spec.ts',
    ]);
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

  it('knows the quick ones', () => {
    expect(chooseChecks(['quick']).map(({ name }) => name)).toEqual([
      ...['format', 'build', 'lint', 'types', 'unit'],
    ]);
  });

  it('takes several', () => {
    expect(names('--only', 'e2e,format')).toEqual(['format', 'build', 'e2e']);
  });

  it('refuses a name that no check has', () => {
    expect(() => names('units')).toThrow(
      /No check is named units. Available: quick, format, build/,
    );
  });
});
