import { expect, it } from 'vitest';
import { skipReason } from './needed-program.mjs';

it('skips a test for a missing program only where somebody reads that', () => {
  for (const env of [{}, { CI: '' }])
    expect(skipReason('no redis-server', env)).toBe('no redis-server');
  for (const CI of ['1', 'true', 'false'])
    expect(skipReason('no redis-server', { CI })).toBeUndefined();
  expect(skipReason(undefined, {})).toBeUndefined();
});
