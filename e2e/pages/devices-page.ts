/** A page with the SDK and nothing else, in a browser with two fake devices of each kind. */
import type { LaunchOptions, Page } from '@playwright/test';

/** Two fake cameras with a green picture, three fake microphones that beep. */
export const FAKE_DEVICES = '--use-fake-device-for-media-stream=device-count=2,fps=30';
const MEDIA_FLAGS = /^--use-fake-(device|ui)-for-media-stream/;

/** The same launch with these media flags in place of its own. */
export const withFlags = (options: LaunchOptions, ...flags: string[]): LaunchOptions => ({
  ...options,
  args: [...(options.args ?? []).filter((flag) => !MEDIA_FLAGS.test(flag)), ...flags],
});

/** Opens the page, with `colourOf` and `inverted` at hand in it. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.addInitScript(() => {
    const draw = (source: CanvasImageSource, filter: string, width: number, height: number) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d', { willReadFrequently: true })!;
      context.filter = filter;
      context.drawImage(source, 0, 0, width, height);
      return { canvas, context };
    };
    const tools = {
      colourOf: (element: CanvasImageSource) => {
        const { data } = draw(element, 'none', 32, 24).context.getImageData(0, 0, 32, 24);
        const mean = (channel: number) =>
          data.filter((_, index) => index % 4 === channel).reduce((sum, one) => sum + one, 0) / 768;
        return [mean(0), mean(1), mean(2)];
      },
      inverted: (frame: VideoFrame) =>
        draw(frame, 'invert(1)', frame.displayWidth, frame.displayHeight).canvas,
    };
    Object.assign(window, tools);
  });
  await page.goto(url + '/devices.html');
}
