import { expect, test } from './fixtures.js';

test('its picture can be drawn, and kept as an image', async ({ open }) => {
  const page = await open('<rtc-video muted></rtc-video>');
  const code = (options?: object) =>
    page.evaluate(
      (given) =>
        document
          .querySelector('rtc-video')!
          .snapshot(given)
          .then(
            () => 'taken',
            (error: unknown) => (error as { code: string }).code,
          ),
      options,
    );
  expect(await code()).toBe('bad-state');
  const kept = await page.evaluate(async () => {
    const element = document.querySelector('rtc-video')!;
    element.srcObject = createSource('rgb(200, 40, 40)').stream;
    await whenFrames(element, 2);
    const blob = await element.snapshot({ width: 32 });
    const image = await createImageBitmap(blob);
    const context = new OffscreenCanvas(1, 2).getContext('2d')!;
    context.drawImage(image, 16, 8, 1, 1, 0, 0, 1, 1);
    context.drawImage(element.video, 16, 8, 1, 1, 0, 1, 1, 1);
    const { data } = context.getImageData(0, 0, 1, 2);
    const { width, height } = image;
    const { videoWidth, videoHeight } = element;
    return { type: blob.type, data: [...data], width, height, videoWidth, videoHeight };
  });
  const { type, data, width, height, videoWidth, videoHeight } = kept;
  expect(type).toBe('image/png');
  expect([width, height]).toEqual([32, Math.round((32 * videoHeight) / videoWidth)]);
  for (const [red, green, blue] of [data.slice(0, 3), data.slice(4, 7)]) {
    expect(red).toBeGreaterThan(150);
    expect(Math.max(green!, blue!)).toBeLessThan(90);
  }
  expect(await code({ width: 0 })).toBe('bad-argument');
});
