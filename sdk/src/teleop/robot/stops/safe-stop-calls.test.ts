import { expect, it, vi } from 'vitest';
import { SafeStopCalls } from './safe-stop-calls.js';

it('calls every handler although one throws, and confirms nothing then', async () => {
  const confirmed = vi.fn();
  const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const calls = new SafeStopCalls(confirmed);
  const brake = vi.fn();
  const failing = new AbortController();
  const fail = (): never => {
    throw new Error('no brake');
  };
  calls.add(fail, failing);
  calls.add(brake);
  await calls.call(1, 'silence');
  expect(brake).toHaveBeenCalledOnce();
  expect(reported).toHaveBeenCalledOnce();
  expect(confirmed).not.toHaveBeenCalled();

  failing.abort();
  await calls.call(1, 'silence');
  expect(confirmed).toHaveBeenCalledExactlyOnceWith(1);
  reported.mockRestore();
});
