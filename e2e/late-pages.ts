/** How late timers of pages are while a test measures a time: see scripts/testing/timed-trial.mjs. */
import type { Page } from '@playwright/test';
import { expectWithin } from '../scripts/testing/timed-trial.mjs';

interface LateWindow {
  lateTimer?: { worstMs: number; timer: ReturnType<typeof setInterval> };
}

/** Starts a timer in the page that notes how late it was at worst. */
async function startTimer(page: Page): Promise<void> {
  await page.evaluate(() => {
    const periodMs = 10;
    let lastMs = performance.now();
    const state = window as LateWindow;
    clearInterval(state.lateTimer?.timer);
    const look = (): void => {
      const nowMs = performance.now();
      mine.worstMs = Math.max(mine.worstMs, nowMs - lastMs - periodMs);
      lastMs = nowMs;
    };
    const mine = { worstMs: 0, timer: setInterval(look, periodMs) };
    state.lateTimer = mine;
  });
}

/** Ends it; returns by how many ms it was late at worst, 0 for a page that is gone. */
async function stopTimer(page: Page): Promise<number> {
  const reading = page.evaluate(() => {
    const { lateTimer } = window as LateWindow;
    clearInterval(lateTimer?.timer);
    return lateTimer?.worstMs ?? 0;
  });
  return reading.catch(() => 0);
}

/**
 * The same as `expectWithin`, with a timer in each of these pages as well: those whose scripts have to run in time, and
 * are not themselves held up by what is tested.
 */
export function expectWithinIn(
  pages: readonly Page[],
  limitMs: number,
  trial: (number: number) => Promise<number>,
): Promise<number> {
  return expectWithin(limitMs, async (number) => {
    await Promise.all(pages.map(startTimer));
    const ms = await trial(number);
    const lateMs = Math.max(0, ...(await Promise.all(pages.map(stopTimer))));
    return { ms, lateMs };
  });
}
