import { describe, expect, test } from 'vitest';
import { ByteBudgets } from './byte-budget.js';

/** An operator: 1000 bytes a second, 8000 at once; all with its token: 8000 and 64,000. */
const PER_SEC = 1000;

describe('a budget of bytes', () => {
  test('is spent when more has come than may at once, and there is more every second', () => {
    const budget = new ByteBudgets(PER_SEC).open('operator', undefined, 0);
    budget.spend(8000, 0);
    expect(budget.isSpent(0)).toBe(false);
    budget.spend(1500, 0);
    expect(budget.isSpent(0)).toBe(true);
    expect(budget.isSpent(1499)).toBe(true);
    expect(budget.isSpent(1500)).toBe(false);
  });

  test('is never overdrawn by more than comes at once, so that a client is heard again', () => {
    const budget = new ByteBudgets(PER_SEC).open('operator', undefined, 0);
    for (let times = 0; times < 1000; times += 1) budget.spend(8000, 0);
    expect(budget.isSpent(7999)).toBe(true);
    expect(budget.isSpent(8000)).toBe(false);
  });

  test.each([
    ['viewer', 2000],
    ['operator', 8000],
    ['supervisor', 8000],
    ['robot', 32_000],
  ] as const)('of a %s is %i bytes at once', (role, bytes) => {
    const budget = new ByteBudgets(PER_SEC).open(role, undefined, 0);
    budget.spend(bytes, 0);
    expect(budget.isSpent(0)).toBe(false);
    budget.spend(1, 0);
    expect(budget.isSpent(0)).toBe(true);
  });

  test('is shared by all that have a token, also by those that come after others have gone', () => {
    const budgets = new ByteBudgets(PER_SEC);
    for (let count = 0; count < 8; count += 1) budgets.open('operator', 'token', 0).spend(8001, 0);
    const next = budgets.open('operator', 'token', 0);
    expect(next.isSpent(0)).toBe(true);
    expect(budgets.open('operator', 'other', 0).isSpent(0)).toBe(false);
    expect(budgets.open('viewer', 'token', 0).isSpent(0)).toBe(false);
    expect(next.isSpent(1000)).toBe(false);
  });

  test('is remembered for a token as long as it is not full, however many tokens there are', () => {
    const budgets = new ByteBudgets(PER_SEC);
    budgets.open('operator', 'greedy', 0).spend(80_000, 0);
    for (let count = 0; count < 20_001; count += 1) budgets.open('operator', `token ${count}`, 0);
    expect(budgets.open('operator', 'greedy', 0).isSpent(0)).toBe(true);
  });
});
