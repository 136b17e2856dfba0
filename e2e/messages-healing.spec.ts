/** Messages of any size over links that come and go. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Page } from '@playwright/test';
import { expect, ROBOT, test } from './fixtures.js';

declare const rtcbot: typeof Rtcbot;

test('what waits when the robot goes arrives whole at the one that comes', async ({
  page,
  relay,
  browser,
}) => {
  await page.goto(relay.url + '/operator.html');
  await page.evaluate((id) => {
    const conn = new rtcbot.Relay(location.origin).connect(id);
    Object.assign(window, { conn, got: conn.subscribe() });
  }, ROBOT);
  const serve = async (): Promise<Page> => {
    const robot = await (await browser.newContext()).newPage();
    await robot.goto(relay.url + '/operator.html');
    await robot.evaluate((id) => {
      new rtcbot.Relay(location.origin).serve(id, (conn) => {
        conn.subscribe((message) => {
          conn.put_nowait({ length: (message as string).length, echo: message });
        });
      });
    }, ROBOT);
    return robot;
  };
  const lengths = (count: number) =>
    page.evaluate(async (wanted) => {
      const { got } = window as never as { got: Rtcbot.Subscription<Record<string, unknown>> };
      const seen: unknown[] = [];
      while (seen.length < wanted) {
        const { length, echo } = await got.get();
        seen.push((echo as string).length === length ? length : 'torn');
      }
      return seen;
    }, count);
  const put = (...sizes: number[]) =>
    page.evaluate((wanted) => {
      const { conn } = window as never as { conn: Rtcbot.OperatorConnection };
      for (const size of wanted) conn.put_nowait('m'.repeat(size));
    }, sizes);
  const first = await serve();
  await put(700_000);
  expect(await lengths(1)).toEqual([700_000]);
  await first.context().close();
  await page.evaluate(async () => {
    const { conn } = window as never as { conn: Rtcbot.OperatorConnection };
    while (conn.ready) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  await put(600_000, 5, 2_000_000);
  const second = await serve();
  expect(await lengths(3)).toEqual([600_000, 5, 2_000_000]);
  await second.context().close();
});
