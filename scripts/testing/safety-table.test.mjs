import { expect, test } from 'vitest';
import { safetyTable } from './safety-table.mjs';

test('a table with the middle, the worst but one in a hundred, and the worst', () => {
  const stopMs = Array.from({ length: 200 }, (_, index) => 200 - index);
  const table = safetyTable({
    'b fault': { stopMs, noticeMs: [] },
    a: { stopMs: [3], noticeMs: [4.6] },
    c: { stopMs: [], noticeMs: [7, 8], drivesOn: true },
  });
  expect(table.split('\n').slice(2)).toEqual([
    '| a       | 1      | 3 / 3 / 3                 | 5 / 5 / 5                   |',
    '| b fault | 200    | 100 / 198 / 200           |                             |',
    '| c       | 2      | never: it drives on       | 7 / 8 / 8                   |',
    '',
  ]);
});
