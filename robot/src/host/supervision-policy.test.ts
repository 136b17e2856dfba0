import { expect, it } from 'vitest';
import { resolveSupervision } from './supervision-policy.js';

it.each([
  { heartbeatIntervalMs: 1e10 },
  { heartbeatIntervalMs: 0 },
  { heartbeatTimeoutMs: Infinity },
  { relaunchMaxMs: NaN },
  { checkIntervalMs: 1e12 },
  { cameraStallMs: -1 },
  { maxUptimeHours: '24' },
])('supervision is not set to %o: the error names the bounds', (options) => {
  const [name] = Object.keys(options);
  expect(() => resolveSupervision(options as never)).toThrow(
    new RegExp(`^supervision: "${name!}" must be a number from [0-9]+ to [0-9]+\\.$`),
  );
});

it('what is left out has its default', () => {
  expect(resolveSupervision({ cameraStallMs: 0 })).toMatchObject({
    ...{ cameraStallMs: 0, checkIntervalMs: 30_000 },
    heartbeat: { intervalMs: 2_000, timeoutMs: 10_000 },
  });
});
