/** A robot is driven by a picture that is live and can be seen, or not at all. */
import type { Page } from '@playwright/test';
import { expect, expectLastCommand, isNeutral, takeControl, test } from './drive-fixtures.js';

/** A picture in its place, and keys; with room to scroll it out of view. */
const PAGE = `<div id="frame" style="width: 320px; height: 240px"><rtc-video muted style="width: 320px; height: 240px"></rtc-video></div>
  <rtc-keyboard-drive></rtc-keyboard-drive><div style="height: 3000px"></div>`;

const driveState = (page: Page) =>
  page.evaluate(() => document.querySelector('rtc-keyboard-drive')!.driveState);

/** Presses the key until the robot moves. */
async function drive(page: Page, robotPage: Page): Promise<void> {
  await expect.poll(() => driveState(page)).toBe('ready');
  await page.keyboard.down('w');
  await expectLastCommand(robotPage, (linear) => linear > 0);
}

/** The robot stands, and goes on to stand while the key is held; once that was let go, it drives again. */
async function expectStopped(page: Page, robotPage: Page, mend: () => Promise<unknown>) {
  await expectLastCommand(robotPage, isNeutral);
  await expect.poll(() => driveState(page)).toBe('old-picture');
  await mend();
  await expect.poll(() => driveState(page)).toBe('let-go');
  await page.evaluate(() => passed(200));
  await expectLastCommand(robotPage, isNeutral);
  await page.keyboard.up('w');
}

test('a picture that freezes stops the robot, and the driver is told to take the hands off, aloud once', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld({ pictureTimeoutMs: 700 });
  const page = await show(`${PAGE}<rtc-control></rtc-control>`);
  await takeControl(page);
  await drive(page, robotPage);
  const keys = page.locator('rtc-keyboard-drive');
  await page.evaluate(() => {
    const told: string[] = [];
    const { shadowRoot } = document.querySelector('rtc-keyboard-drive')!;
    const status = shadowRoot!.querySelector('[role=status]')!;
    new MutationObserver(() => told.push(status.textContent.trim())).observe(status, {
      subtree: true,
      characterData: true,
      childList: true,
    });
    Object.assign(window, { told });
  });
  await robotPage.evaluate(() => robot.source.stop());
  await expect(keys.locator('css=[part=status]')).toHaveText(
    /^Picture is \d\.\d s old: hands off$/,
  );
  await expect(page.locator('rtc-keyboard-drive:state(old-picture)')).toBeVisible();
  await expect(page.locator('rtc-control').getByRole('status')).toHaveText(
    /Hands off: the picture is too old\./,
  );
  expect(await page.evaluate(() => operatorOf().teleop.picture.text)).toMatch(/^Picture is .* old/);
  expect(await robotPage.evaluate(() => robot.stops)).toEqual(['old-picture']);
  // It goes on to say on the screen how old it is.
  await expect(keys.locator('css=[part=status]')).toHaveText(/^Picture is [2-9]\.\d s old/);
  await expectStopped(page, robotPage, () => robotPage.evaluate(() => robot.source.start()));
  const told = await page.evaluate(() => (window as unknown as { told: string[] }).told);
  const [first, ...others] = told.filter((text) => text.startsWith('Picture'));
  expect(first).toMatch(/^Picture is \d\.\d s old: hands off$/);
  expect(others).toEqual([]);
  expect(told.at(-1)).toMatch(/^$|let go first \(the picture was too old\)$/);
  await drive(page, robotPage);
});

/** What a page does to its picture, and how that is taken back. */
const HIDING: Record<string, [hide: () => void, show: () => void]> = {
  'not displayed': [
    () => document.getElementById('frame')!.style.setProperty('display', 'none'),
    () => document.getElementById('frame')!.style.removeProperty('display'),
  ],
  invisible: [
    () => document.getElementById('frame')!.style.setProperty('visibility', 'hidden'),
    () => document.getElementById('frame')!.style.removeProperty('visibility'),
  ],
  transparent: [
    () => document.getElementById('frame')!.style.setProperty('opacity', '0'),
    () => document.getElementById('frame')!.style.removeProperty('opacity'),
  ],
  'scrolled out of view': [() => scrollTo(0, 1_500), () => scrollTo(0, 0)],
  'cut off by what is around it': [
    () => document.getElementById('frame')!.style.setProperty('clip-path', 'inset(90% 0 0 0)'),
    () => document.getElementById('frame')!.style.removeProperty('clip-path'),
  ],
  paused: [
    () => document.querySelector('rtc-video')!.pause(),
    () => void document.querySelector('rtc-video')!.play(),
  ],
  'taken out of the page': [
    () => {
      Object.assign(window, { gone: document.querySelector('rtc-video') });
      document.querySelector('rtc-video')!.remove();
    },
    () => document.getElementById('frame')!.append((window as unknown as { gone: Node }).gone),
  ],
};

test('a picture that the driver cannot see stops the robot, although it is live', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld({ pictureTimeoutMs: 700 });
  const page = await show(PAGE);
  await takeControl(page);
  for (const [how, [hide, unhide]] of Object.entries(HIDING)) {
    await test.step(how, async () => {
      await drive(page, robotPage);
      await page.evaluate(hide);
      await expectStopped(page, robotPage, () => page.evaluate(unhide));
    });
  }
});

test('a page that shows the picture by itself is judged by what comes in', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld({ pictureTimeoutMs: 700 });
  const page = await show('<rtc-keyboard-drive></rtc-keyboard-drive>');
  await page.evaluate(() => {
    const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
    document.body.append(video);
    operatorOf().video.subscribe((stream) => {
      video.srcObject = stream;
    });
  });
  await takeControl(page);
  await drive(page, robotPage);
  await robotPage.evaluate(() => robot.source.stop());
  await expectStopped(page, robotPage, () => robotPage.evaluate(() => robot.source.start()));
  await drive(page, robotPage);
});
