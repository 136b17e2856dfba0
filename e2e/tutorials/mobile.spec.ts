/** RTCBot's mobile tutorial: robot and page find each other at a relay. The robot is a page of its own. */
import { expect, expectConnected, expectMovingPicture, test } from './fixtures.js';

test('picture and messages come, from a robot that is started later', async ({ open }) => {
  const page = await open('mobile/relay.html');
  await page.getByRole('button', { name: 'Say hello' }).click(); // waits until there is a robot
  await page.getByRole('button', { name: 'Start the robot here' }).click();
  await expectConnected(page);
  await expect(page.locator('#online')).toHaveText('online');
  await expect(page.locator('#echo')).toHaveText('hello');
  await expectMovingPicture(page);
});

test('the same connection goes on when the robot is stopped and started', async ({ open }) => {
  const page = await open('mobile/relay.html');
  const robot = await open('mobile/robot.html');
  await expect(robot.locator('#status')).toHaveText(/wait for operators/);
  await expectConnected(page);
  await expectMovingPicture(page);
  await robot.reload();
  await expect(robot.locator('#status')).toHaveText(/wait for operators/);
  await page.getByRole('button', { name: 'Say hello' }).click();
  await expect(page.locator('#echo')).toHaveText('hello');
  await expectConnected(page);
  await expectMovingPicture(page);
  await robot.close();
  await expect(page.locator('#online')).toHaveText('offline');
  await expect(page.locator('#link')).not.toHaveText('Connected to the robot.');
});

test('two operators reload, and both see the robot', async ({ open }) => {
  await open('mobile/robot.html');
  const pages = await Promise.all([open('mobile/relay.html'), open('mobile/relay.html')]);
  for (const page of pages) {
    await expectMovingPicture(page);
    await page.reload();
  }
  for (const page of pages) await expectMovingPicture(page);
});

test('a second robot of that name is told so', async ({ open }) => {
  const first = await open('mobile/robot.html');
  await expect(first.locator('#status')).toHaveText(/wait for operators/);
  const second = await open('mobile/robot.html');
  await expect(second.locator('#status')).toHaveText(/taken|another|already/i);
});
