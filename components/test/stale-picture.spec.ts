import type { Page } from '@playwright/test';
import { expectWithinIn } from '../../e2e/late-pages.js';
import { expect, test } from './drive-fixtures.js';

/** Goals of the operator's notice, with the wait for timers and redraw: frozen robot, frozen picture. */
const SILENT_MS = 1_000;
const FROZEN_PICTURE_MS = 1_500;

/** When, by the wall clock, the red mark over the picture has been painted. */
const marked = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const video = document.querySelector('rtc-video')!;
        const look = (): void => {
          if (!video.shadowRoot!.querySelector('[part=badge]')) requestAnimationFrame(look);
          else requestAnimationFrame(() => resolve(Date.now()));
        };
        look();
      }),
  );

const live = (page: Page) =>
  page.waitForFunction(() => document.querySelector('rtc-video')?.status === 'live');

/**
 * Fails unless the mark is there in time after what `strike` does, which tells when that was; `mend` takes it back, where
 * it does not end by itself.
 */
async function expectMarkedWithin(
  limitMs: number,
  page: Page,
  strike: () => Promise<number>,
  mend?: () => Promise<unknown>,
): Promise<void> {
  const noticedMs = await expectWithinIn([page], limitMs, async (trial) => {
    if (trial > 1) await mend?.();
    await live(page);
    const isMarked = marked(page);
    const struckMs = await strike();
    return (await isMarked) - struckMs;
  });
  test.info().annotations.push({ type: 'noticed after', description: `${noticedMs} ms` });
}

test('a robot whose program is silent is marked within a second, although pictures come', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-video muted></rtc-video>');
  const setDeaf = (isDeaf: boolean) =>
    robotPage.evaluate((value) => {
      robot.isDeaf = value;
      return Date.now();
    }, isDeaf);
  await expectMarkedWithin(
    SILENT_MS,
    page,
    () => setDeaf(true),
    () => setDeaf(false),
  );
  const video = page.locator('rtc-video');
  await expect(video.getByRole('status')).toHaveText('The robot does not answer.');
  await expect(video.locator('css=[part=badge]')).toHaveText(/^Not live: no answer for \d+ s$/);
  await expect(video.locator('css=video')).toHaveCSS('filter', 'grayscale(1) brightness(0.55)');
  await expect(page.locator('rtc-video:state(stale)')).toBeVisible();
  await setDeaf(false);
  await live(page);
});

test('a robot page that freezes is marked within a second', async ({ startWorld }) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-video muted></rtc-video>');
  await expectMarkedWithin(SILENT_MS, page, () =>
    robotPage.evaluate(() => {
      const nowMs = Date.now();
      setTimeout(() => {
        while (Date.now() < nowMs + 2_000); // the page does nothing at all meanwhile
      });
      return nowMs;
    }),
  );
  await live(page);
});

test('a picture that freezes is marked, although the robot answers', async ({ startWorld }) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-video muted></rtc-video>');
  const stop = () =>
    robotPage.evaluate(() => {
      robot.source.stop();
      return Date.now();
    });
  const start = () => robotPage.evaluate(() => robot.source.start());
  await expectMarkedWithin(FROZEN_PICTURE_MS, page, stop, start);
  await expect(page.locator('rtc-video').getByRole('status')).toHaveText(
    'The picture has stopped.',
  );
});

test('a robot that never answers is judged by its picture alone', async ({ startWorld }) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-stop></rtc-stop>');
  await robotPage.evaluate(() => {
    robot.isDeaf = true;
  });
  const relay = await page.evaluate(async () => {
    const { relay: address, connection } = document.querySelector('rtc-robot')!;
    document.body.replaceChildren();
    await connection?.onClose(); // it has been answered; the next one never is
    return address;
  });
  await page.evaluate((address) => {
    document.body.innerHTML = `<rtc-robot relay="${address}" robot="rover-1">
      <rtc-video muted></rtc-video></rtc-robot>`;
  }, relay);
  await live(page);
  await page.evaluate(() => passed(600));
  await live(page);
});
