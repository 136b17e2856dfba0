import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import './scripts/testing/test-state.mjs';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests that start a Chromium, Redis or the commands, attack a relay, or pack and install our packages. */
const SLOW = [
  'robot/test/**/*.test.ts',
  'relay/src/{bounds,fuzz,main,nodes}.test.ts',
  'relay/src/signalling/renewal.test.ts',
  'scripts/{build/packages,build/api-reports,programs/provide-chromium}.test.mjs',
];

/**
 * Tests in which something has precedence over the rest of the machine, and would keep others waiting for seconds: they run one
 * after the other when all others are done.
 */
const ALONE = ['relay/src/flood.test.ts', 'robot/test/hostile.test.ts'];

/** Most of the slow ones wait for processes: three at a time also where there are two cores only. */
const SIDE_BY_SIDE = {
  maxWorkers: Math.max(3, availableParallelism() - 1),
  sequence: { groupOrder: 0 },
};

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@rtcbot-web\/sdk$/, replacement: source('sdk/src/index.ts') },
      { find: '@rtcbot-web/sdk/protocol', replacement: source('sdk/src/protocol.ts') },
      { find: '@rtcbot-web/sdk/teleop', replacement: source('sdk/src/teleop/index.ts') },
      {
        find: '@rtcbot-web/sdk/subscriptions',
        replacement: source('sdk/src/subscriptions/index.ts'),
      },
    ],
  },
  test: {
    // Only what hangs reaches these: a busy machine may take many times longer than an idle one.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: [
            '{sdk,components,relay,robot}/{src,wire,page}/**/*.test.ts',
            '{demo,scripts}/**/*.test.mjs',
          ],
          exclude: [...SLOW, ...ALONE],
          ...SIDE_BY_SIDE,
        },
      },
      { extends: true, test: { name: 'slow', include: SLOW, exclude: ALONE, ...SIDE_BY_SIDE } },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
