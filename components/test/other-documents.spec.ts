import type { Page } from '@playwright/test';
import {
  commandsOf,
  expect,
  expectLastCommand,
  isNeutral,
  middleOf,
  takeControl,
  test,
} from './drive-fixtures.js';

declare const documentPictureInPicture: {
  requestWindow(size: { readonly width: number; readonly height: number }): Promise<Window>;
};

const ALL = `<rtc-video muted width="320" height="240"></rtc-video> <rtc-stop></rtc-stop> <rtc-control></rtc-control>
  <rtc-joystick></rtc-joystick> <rtc-keyboard-drive></rtc-keyboard-drive> <rtc-gamepad></rtc-gamepad>`;

/** Opens a window of the page, and moves the `<rtc-robot>` with all that is in it there. */
async function popOut(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await page.evaluate(() => {
    const popup = open('', '', 'popup,width=700,height=800')!;
    popup.document.title = 'pop-out';
    popup.document.body.append(document.querySelector('rtc-robot')!);
    Object.assign(window, { popup });
  });
  return opened;
}

/** What the elements look like in the document that shows them. */
const looks = (robot: Element) => {
  const { defaultView } = robot.ownerDocument;
  const style = (tag: string, part: string) =>
    defaultView!.getComputedStyle(
      robot.querySelector(tag)!.shadowRoot!.querySelector(`[part~=${part}]`)!,
    );
  return {
    robot: defaultView!.getComputedStyle(robot).display,
    width: robot.querySelector('rtc-video')!.getBoundingClientRect().width,
    overlay: style('rtc-video', 'overlay').position,
    stop: style('rtc-stop', 'button').minHeight,
    base: style('rtc-joystick', 'base').borderRadius,
    keys: style('rtc-keyboard-drive', 'keys').display,
    meter: style('rtc-gamepad', 'meter').width,
    control: style('rtc-control', 'status').fontWeight,
  };
};

const LOOKS = {
  robot: 'contents',
  width: 320,
  overlay: 'absolute',
  stop: '96px',
  base: '50%',
  keys: 'grid',
  meter: '56px',
  control: '600',
};

test.describe('in another document', () => {
  test('a frozen picture looks old in a pop-out, a frame, and back in the page', async ({
    startWorld,
  }) => {
    const { show, robotPage } = await startWorld();
    const page = await show(ALL);
    const element = await page.evaluateHandle(() => document.querySelector('rtc-robot')!);
    const picture = await page.evaluateHandle(() => document.querySelector('rtc-video')!);
    const shown = () =>
      picture.evaluate((video) => {
        const { defaultView } = video.ownerDocument;
        const native = video.shadowRoot!.querySelector('video')!;
        return {
          status: video.status,
          filter: defaultView!.getComputedStyle(native).filter,
          badge: video.shadowRoot!.querySelector('[part=badge]')?.textContent ?? '',
        };
      });
    const moves: Record<string, () => Promise<unknown>> = {
      'pop-out': () => popOut(page),
      frame: () =>
        page.evaluate((moved) => {
          const frame = document.body.appendChild(document.createElement('iframe'));
          Object.assign(frame, { width: 700, height: 800 });
          frame.contentDocument!.body.append(frame.contentDocument!.adoptNode(moved));
        }, element),
      page: () => page.evaluate((moved) => document.body.append(moved), element),
    };
    for (const [name, move] of Object.entries(moves)) {
      await move();
      expect(await element.evaluate(looks), name).toEqual(LOOKS);
      await expect.poll(async () => (await shown()).status, name).toBe('live');
      expect(await shown()).toEqual({ status: 'live', filter: 'none', badge: '' });
      await robotPage.evaluate(() => {
        robot.source.stop();
      });
      await expect.poll(async () => (await shown()).status, name).toBe('stale');
      const { filter, badge } = await shown();
      expect(filter, name).toBe('grayscale(1) brightness(0.55)');
      expect(badge, name).toMatch(/Not live: last picture \d+ s ago/);
      await robotPage.evaluate(() => {
        robot.source.start();
      });
    }
  });

  test('in document picture-in-picture, an old picture is seen to be old, and the stop key counts', async ({
    startWorld,
  }) => {
    const { show, robotPage } = await startWorld();
    const page = await show(
      '<rtc-video muted width="320" height="240"></rtc-video><rtc-stop></rtc-stop>',
    );
    // Only the picture goes to the small window; the stop stays in the page.
    await page.evaluate(() => {
      const video = document.querySelector('rtc-video')!;
      video.connection = video.connection!;
      video.onclick = async () => {
        const small = await documentPictureInPicture.requestWindow({ width: 400, height: 300 });
        small.addEventListener('pagehide', () => document.body.append(video));
        small.document.body.append(video);
      };
    });
    const opened = page.waitForEvent('popup');
    await page.locator('rtc-video').click();
    const small = await opened;
    await expect(small.locator('rtc-video:state(live)')).toBeVisible();
    await robotPage.evaluate(() => {
      robot.source.stop();
    });
    await expect(small.getByText(/Not live: last picture \d+ s ago/)).toBeVisible();
    const filter = await small
      .locator('rtc-video video')
      .evaluate((video) => getComputedStyle(video).filter);
    expect(filter).toBe('grayscale(1) brightness(0.55)');
    await small.keyboard.press('Escape');
    await expect(page.locator('rtc-stop:state(confirmed)')).toBeVisible();
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(page.locator('rtc-stop:state(none)')).toBeVisible();

    // Back in the page with the same connection.
    await small.close();
    await robotPage.evaluate(() => {
      robot.source.start();
    });
    await expect(page.locator('rtc-video:state(live)')).toBeVisible();
  });

  test('an element that is made in the page and first shown in a pop-out has its looks', async ({
    open,
  }) => {
    const page = await open();
    const errors = await page.evaluate(async () => {
      const popup = window.open('', '', 'popup')!;
      const made = document.createElement('rtc-joystick');
      popup.document.body.append(made);
      await made.updateComplete;
      const base = made.shadowRoot!.querySelector('[part=base]')!;
      return popup.getComputedStyle(base).borderRadius;
    });
    expect(errors).toBe('50%');
  });
});

/** The page and its window believe that they have the focus, or not; Playwright gives it to all of them. */
const setFocus = (page: Page, hasFocus: boolean) =>
  page.evaluate((focus) => {
    document.hasFocus = () => focus;
    dispatchEvent(new Event(focus ? 'focus' : 'blur'));
  }, hasFocus);

const hide = (page: Page, isHidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, isHidden);

test.describe('driving from a pop-out', () => {
  test('follows the focus and the keys of that window, not of the page behind it', async ({
    startWorld,
  }) => {
    const { show, robotPage } = await startWorld();
    const page = await show(ALL);
    await takeControl(page);
    const popup = await popOut(page);
    await setFocus(page, false);
    await setFocus(popup, true);
    await popup.keyboard.down('w');
    await expectLastCommand(robotPage, (linear) => linear > 0);
    await hide(page, true); // the page behind may be another tab by now
    await popup.keyboard.down('a');
    await expectLastCommand(robotPage, (linear, angular) => linear > 0 && angular > 0);
    await setFocus(popup, false);
    await expectLastCommand(robotPage, isNeutral);
    await setFocus(popup, true);
    await popup.keyboard.up('a');
    await popup.keyboard.up('w');
    await popup.evaluate(() => {
      document.body.append(document.createElement('input'));
      document.querySelector('input')!.focus();
    });
    await commandsOf(robotPage);
    await popup.keyboard.press('w'); // is typed
    await page.keyboard.press('w'); // is for the page
    expect((await commandsOf(robotPage)).every(([l, a]) => isNeutral(l, a))).toBe(true);
    const { x, y, width } = await middleOf(popup, 'rtc-joystick', 'base');
    await popup.mouse.move(x, y);
    await popup.mouse.down();
    await popup.mouse.move(x, y - width / 2, { steps: 3 });
    await expectLastCommand(robotPage, (linear) => linear > 0);
    await hide(popup, true); // nobody sees anything any more
    await expectLastCommand(robotPage, isNeutral);
    await expect.poll(() => robotPage.evaluate(() => robot.teleop.control.holder)).toBeUndefined();
  });

  test('Escape in it stops the robot, and closing it lets go', async ({ startWorld }) => {
    const { show, robotPage } = await startWorld();
    const page = await show(ALL);
    await takeControl(page);
    const popup = await popOut(page);
    await popup.keyboard.down('w');
    await expectLastCommand(robotPage, (linear) => linear > 0);
    await popup.keyboard.press('Escape');
    await expectLastCommand(robotPage, isNeutral);
    await expect(popup.locator('rtc-stop:state(confirmed)')).toBeVisible();
    await popup.getByRole('button', { name: 'Resume' }).click();
    await popup.keyboard.up('w');
    await expect(popup.locator('rtc-keyboard-drive:state(ready)')).toBeVisible();
    await popup.keyboard.down('w');
    await expectLastCommand(robotPage, (linear) => linear > 0);
    await page.evaluate(() => {
      const { popup } = window as unknown as { popup: Window };
      const { connection } = popup.document.querySelector('rtc-robot')!;
      Object.assign(window, { connection });
    });
    await popup.close();
    await expectLastCommand(robotPage, isNeutral);
    // Nobody shows the robot any more, though the elements were taken out of no document: the page hangs up.
    await page.waitForFunction('connection.closed');
  });

  test('elements that go back to the page when it closes keep their connection', async ({
    startWorld,
  }) => {
    const { show, robotPage } = await startWorld();
    const page = await show(ALL);
    const popup = await popOut(page);
    await page.evaluate(() => {
      const { popup } = window as unknown as { popup: Window };
      const robot = popup.document.querySelector('rtc-robot')!;
      const { connection } = robot;
      Object.assign(window, { isSame: () => robot.connection === connection });
      popup.addEventListener('pagehide', () => document.body.append(robot));
    });
    await popup.close();
    await takeControl(page);
    await page.keyboard.down('w');
    await expectLastCommand(robotPage, (linear) => linear > 0);
    expect(await page.evaluate('isSame()')).toBe(true);
  });
});

test('the stop key counts in a frame that shows only a picture', async ({ startWorld }) => {
  const { show } = await startWorld();
  const page = await show('<rtc-video muted></rtc-video><rtc-stop></rtc-stop>');
  await page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const video = document.querySelector('rtc-video')!;
    const { connection } = video;
    frame.contentDocument!.body.append('text', frame.contentDocument!.adoptNode(video));
    video.connection = connection;
  });
  await page.frameLocator('iframe').locator('body').click();
  await page.keyboard.press('Escape');
  await expect(page.locator('rtc-stop:state(confirmed)')).toBeVisible();
});
