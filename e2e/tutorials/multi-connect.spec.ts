/** RTCBot's multi-connect: an object per client, cleaned up when it leaves or reloads. */
import type { Page } from '@playwright/test';
import { expect, expectConnected, expectMovingPicture, test } from './fixtures.js';

const nameOf = async (page: Page) => {
  await expect(page.locator('#you')).toHaveText(/^[\w-]{4}$/);
  return (await page.locator('#you').textContent())!;
};
const expectClients = async (page: Page, rows: readonly string[]) => {
  const seen = async () => (await page.locator('#clients tr').allInnerTexts()).toSorted();
  await expect.poll(seen).toEqual([...rows].toSorted());
};
const openClient = async (open: (path: string) => Promise<Page>) => {
  const page = await open('multi-connect/clients.html');
  await expectConnected(page);
  return page;
};

test('each client has its own clicks and the picture; all see all', async ({ open }) => {
  const one = await openClient(open);
  const other = await openClient(open);
  const [oneName, otherName] = [await nameOf(one), await nameOf(other)];
  for (const page of [one, other]) await expectMovingPicture(page);
  await one.getByRole('button', { name: 'Click' }).click();
  await one.getByRole('button', { name: 'Click' }).click();
  await other.getByRole('button', { name: 'Click' }).click();
  for (const page of [one, other]) {
    await expectClients(page, [`${oneName}\t2`, `${otherName}\t1`]);
  }
});

test('a client that reloads is a new one, one that closes is gone', async ({ open }) => {
  const one = await openClient(open);
  const other = await openClient(open);
  const oneName = await nameOf(one);
  const former = await nameOf(other);
  await expectClients(one, [`${oneName}\t0`, `${former}\t0`]);
  await other.reload();
  await expectConnected(other);
  const later = await nameOf(other);
  expect(later).not.toBe(former);
  await expectClients(one, [`${oneName}\t0`, `${later}\t0`]);
  await expectMovingPicture(other);
  await other.close();
  await expectClients(one, [`${oneName}\t0`]);
});

test('ten connections at once: each gets its own answer', async ({ open }) => {
  const page = await openClient(open);
  const names = await page.evaluate(
    `Promise.all(Array.from({ length: 10 }, async () => {
      const one = new rtcbot.RTCConnection();
      const { you } = await (async () => {
        const said = one.get();
        const offer = await one.getLocalDescription();
        const answer = await fetch('/connect/clients', { method: 'POST', body: JSON.stringify(offer) });
        await one.setRemoteDescription(await answer.json());
        return said;
      })();
      return you;
    }))`,
  );
  expect(new Set(names as string[]).size).toBe(10);
  await expect(page.locator('#clients tr')).toHaveCount(11);
});
