import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, HEAD, test } from './fixtures.js';

const TAGS = ['rtc-stop', 'rtc-control', 'rtc-joystick', 'rtc-keyboard-drive', 'rtc-gamepad'];

const defined = (page: Page) =>
  page.evaluate((tags) => tags.filter((tag) => customElements.get(tag)), TAGS);

const requestsOf = (page: Page): string[] => {
  const paths: string[] = [];
  page.on('request', (request) => paths.push(new URL(request.url()).pathname));
  return paths;
};

test('the second file is loaded when one of its elements is used, and once', async ({
  page,
  open,
}) => {
  const paths = requestsOf(page);
  await open('<rtc-video></rtc-video>');
  expect(await defined(page)).toEqual([]);
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<p><rtc-joystick></rtc-joystick></p>');
  });
  await page.waitForFunction(() => customElements.get('rtc-joystick'));
  await page.evaluate(() => document.body.append(document.createElement('rtc-stop')));
  await expect(page.getByRole('button', { name: 'Emergency stop' })).toBeVisible();
  expect(await defined(page)).toEqual(TAGS);
  expect(paths.filter((path) => path.includes('drive'))).toEqual(['/rtcbot-drive.js']);
  const isInUse = await page.evaluate(
    () => document.querySelector('rtc-stop') instanceof rtcbot.RtcStop,
  );
  expect(isInUse).toBe(true);
});

test('elements that are in the page from the beginning keep what was set on them', async ({
  open,
}) => {
  const page = await open(
    `<rtc-joystick max-linear-meters-per-sec="0.3"></rtc-joystick>
     <script>Object.assign(document.querySelector('rtc-joystick'), { expo: 0.5, disabled: true });</script>`,
  );
  await expect(page.locator('rtc-joystick:state(disabled)')).toBeVisible();
  const kept = await page.evaluate(() => {
    const { expo, disabled, maxLinearMetersPerSec } = document.querySelector('rtc-joystick')!;
    return { expo, disabled, maxLinearMetersPerSec };
  });
  expect(kept).toEqual({ expo: 0.5, disabled: true, maxLinearMetersPerSec: 0.3 });
});

test('it works under a content security policy for the same origin alone', async ({ open }) => {
  const policy = `<meta http-equiv="Content-Security-Policy" content="script-src 'self'">`;
  const page = await open('<rtc-stop></rtc-stop>', policy + HEAD);
  await expect(page.getByRole('button', { name: 'Emergency stop' })).toBeVisible();
});

test('a file that cannot be loaded is told in the page and as an event, and tried again', async ({
  page,
  open,
}) => {
  await page.route('**/rtcbot-drive.js', (route) => route.abort());
  await open(
    '<rtc-stop></rtc-stop>',
    `<script>
      window.codes = [];
      document.addEventListener('rtc-error', ({ detail }) => codes.push(detail.code), true);
    </script>${HEAD}`,
  );
  await expect(page.locator('rtc-stop')).toContainText('rtcbot-drive.js could not be loaded');
  expect(await page.evaluate(() => (window as unknown as { codes: string[] }).codes)).toEqual([
    'load-failed',
  ]);
  await page.unroute('**/rtcbot-drive.js');
  await expect(page.getByRole('button', { name: 'Emergency stop' })).toBeVisible();
});

test('the second file brings no second copy of the SDK or of Lit', async () => {
  const read = (name: string) =>
    readFile(fileURLToPath(new URL(`../dist/${name}`, import.meta.url)), 'utf8');
  const [first, second] = await Promise.all([
    read('rtcbot-components.min.js'),
    read('rtcbot-drive.min.js'),
  ]);
  for (const trace of ['RTCPeerConnection', 'litElementVersions']) {
    expect(first).toContain(trace);
    expect(second).not.toContain(trace);
  }
});

test('bad attribute values warn once each and fall back', async ({ page, open }) => {
  const warnings: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
  });
  const bad = `<rtc-joystick deadzone="much" max-linear-meters-per-sec="-1"></rtc-joystick>
    <rtc-gamepad mapping="left stick" expo="2"></rtc-gamepad>`;
  await open(bad + bad);
  await expect(page.locator('rtc-gamepad:state(disconnected)')).toHaveCount(2);
  const values = await page.evaluate(() => {
    const { deadzone, maxLinearMetersPerSec } = document.querySelector('rtc-joystick')!;
    const { mapping, expo } = document.querySelector('rtc-gamepad')!;
    return { deadzone, maxLinearMetersPerSec, mapping, expo };
  });
  expect(values).toEqual({ deadzone: 0.08, mapping: '', expo: 0 });
  expect(warnings.filter((text) => text.startsWith('RTCBot:'))).toHaveLength(4);
});
