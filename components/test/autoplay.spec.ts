import { expect, test } from './fixtures.js';

/**
 * Runs in the page as it loads: Playwright's own calls count as gestures, after which browsers allow sound.
 */
const play = (element: string, hasSound = true) => `
  ${element}
  <script>
    const element = document.querySelector('[muted], rtc-video, rtc-audio');
    window.errors = [];
    element.addEventListener('rtc-error', ({ detail }) => errors.push(detail.code));
    const { stream } = createSource();
    if (${hasSound}) stream.addTrack(createSoundTrack());
    element.srcObject = stream;
  </script>`;

const state = (): unknown => {
  const element = document.querySelector<HTMLMediaElement>('rtc-video, rtc-audio')!;
  const { errors } = window as unknown as { errors: string[] };
  return { paused: element.paused, muted: element.muted, errors };
};

const blocked = ['autoplay-blocked'];

test('a video that may not be heard is shown muted, with a button', async ({ open }) => {
  const page = await open(play('<rtc-video></rtc-video>'));
  const button = page.getByRole('button', { name: 'Unmute' });
  await expect(button).toBeVisible();
  await expect(page.locator('rtc-video:state(live)')).toBeVisible();
  expect(await page.evaluate(state)).toEqual({ paused: false, muted: true, errors: blocked });
  await button.click();
  await expect(button).toHaveCount(0);
  expect(await page.evaluate(state)).toEqual({ paused: false, muted: false, errors: blocked });
});

test('the button works with the keyboard', async ({ open }) => {
  const page = await open(play('<rtc-video></rtc-video>'));
  const button = page.getByRole('button', { name: 'Unmute' });
  await expect(button).toBeVisible();
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(button).toHaveCount(0);
  expect(await page.evaluate(state)).toEqual({ paused: false, muted: false, errors: blocked });
});

test('a click anywhere in the page will do', async ({ open }) => {
  const page = await open(`${play('<rtc-video></rtc-video>')}<h1>Rover</h1>`);
  await expect(page.getByRole('button', { name: 'Unmute' })).toBeVisible();
  await page.getByRole('heading').click();
  await expect(page.getByRole('button')).toHaveCount(0);
  expect(await page.evaluate(state)).toEqual({ paused: false, muted: false, errors: blocked });
});

test('who mutes it, wants it muted', async ({ open }) => {
  const page = await open(`${play('<rtc-video muted></rtc-video>')}<h1>Rover</h1>`);
  await expect(page.locator('rtc-video:state(live)')).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await page.getByRole('heading').click();
  expect(await page.evaluate(state)).toEqual({ paused: false, muted: true, errors: [] });
});

test('a video without sound needs no button', async ({ open }) => {
  const page = await open(play('<rtc-video></rtc-video>', false));
  await expect(page.locator('rtc-video:state(live)')).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  expect(await page.evaluate(state)).toMatchObject({ paused: false, errors: [] });
});

test('sound that may not be heard waits for its button', async ({ open }) => {
  const page = await open(play('<rtc-audio></rtc-audio>'));
  const button = page.getByRole('button', { name: 'Play sound' });
  await expect(button).toBeVisible();
  expect(await page.evaluate(state)).toEqual({ paused: true, muted: false, errors: blocked });
  await button.click();
  await expect(button).toHaveCount(0);
  await expect(page.locator('rtc-audio')).toHaveJSProperty('status', 'live');
  expect(await page.evaluate(state)).toEqual({ paused: false, muted: false, errors: blocked });
});

test('what a script has paused stays paused at a gesture', async ({ open }) => {
  const page = await open(`${play('<rtc-audio></rtc-audio>')}<h1>Rover</h1>`);
  await expect(page.getByRole('button')).toBeVisible();
  await page.evaluate(() => document.querySelector('rtc-audio')!.pause());
  await expect(page.getByRole('button')).toHaveCount(0);
  await page.getByRole('heading').click();
  expect(await page.evaluate(state)).toEqual({ paused: true, muted: false, errors: blocked });
});
