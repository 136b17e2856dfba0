import { expect, it } from 'vitest';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { Redactor } from './redaction.js';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoicm9ib3QifQ.c2lnbmF0dXJl';

it('takes out tokens, known ones and what looks like one', () => {
  const redactor = new Redactor();
  redactor.add('hunter2-hunter2');
  redactor.add('rover');
  expect(redactor.redact('token hunter2-hunter2 of rover refused')).toBe(
    'token [redacted] of rover refused',
  );
  expect(redactor.redact(`Bearer ${JWT}, please`)).toBe('Bearer [redacted], please');
  expect(redactor.redact('wss://relay/?a=1&token=abc%20d&b=2')).toBe(
    'wss://relay/?a=1&token=[redacted]&b=2',
  );
});

it('does so on the way to any log, in the fields too', () => {
  const lines: unknown[] = [];
  const write = (...line: unknown[]): void => void lines.push(line);
  const log: Log = { info: write, warn: write, error: write };
  const redacted = new Redactor().wrap(log);
  redacted.info('plain');
  redacted.error(`refused: ${JWT}`, { why: JWT, attempt: 2 });
  expect(lines).toEqual([['plain'], ['refused: [redacted]', { why: '[redacted]', attempt: 2 }]]);
});
