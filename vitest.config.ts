import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import './scripts/test-state.mjs';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

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
    include: [
      '{sdk,components,relay,robot}/{src,wire,test}/**/*.test.ts',
      '{demo,scripts}/**/*.test.mjs',
    ],
    // Only what hangs reaches these: a busy machine may take many times longer than an idle one.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
    // Most of the slow ones wait for processes: three at a time also where there are two cores only.
    maxWorkers: Math.max(3, availableParallelism() - 1),
  },
});
