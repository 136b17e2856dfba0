import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Relay } from '@rtcbot-web/relay';
import { expect, ROBOT, test } from './fixtures.js';
import type { OperatorPage } from './pages/operator-page.js';
import { Balancer, startRedis, whyNoRedis } from './servers.js';

/** All that a user could notice: changes of the link, of presence, and failures to reach the relay. */
async function recordTroubles(operator: OperatorPage): Promise<unknown[]> {
  const troubles: unknown[] = [];
  await operator.page.exposeFunction('onTrouble', (what: unknown) => troubles.push(what));
  await operator.page.evaluate(() => {
    const { conn, onTrouble } = window as never as {
      conn: Rtcbot.OperatorConnection;
      onTrouble: (what: unknown) => void;
    };
    conn.onConnectionStateChange(onTrouble);
    conn.onRobotOnline(onTrouble);
    conn.onRelayError((error) => {
      onTrouble(error.message);
    });
  });
  return troubles;
}

test.describe('several relays', () => {
  test.skip(whyNoRedis !== undefined, whyNoRedis);

  test('are restarted one after the other, and nobody notices', async ({
    startRelay,
    startRobot,
    openOperator,
  }) => {
    await using redis = await startRedis();
    const start = () => startRelay({ redis: redis.url });
    const [first, second] = await Promise.all([start(), start()]);
    await using balancer = await Balancer.start([first.url, second.url]);
    const robot = await startRobot({ relay: balancer.url });
    const operator = await openOperator({ url: balancer.url } as Relay);
    await operator.connect(ROBOT);
    await operator.expectMovingPicture();
    const troubles = await recordTroubles(operator);

    await first.drain(5000);
    const third = await start();
    balancer.targets = [third.url, second.url];
    await second.drain(5000);
    await expect.poll(() => third.status().connections).toBe(2);

    robot.put_nowait('still here');
    await expect.poll(() => operator.received()).toEqual(['still here']);
    await operator.expectMovingPicture();
    expect(troubles).toEqual([]);
    const late = await openOperator({ url: balancer.url } as Relay);
    await late.connect(ROBOT);
    await late.expectMovingPicture();
    expect(robot.operators).toHaveLength(2);
  });

  test('lose one that is killed, and its robot is back through another in the same call', async ({
    startRelay,
    startRobot,
    openOperator,
  }) => {
    await using redis = await startRedis();
    const start = () => startRelay({ redis: redis.url });
    const [first, second] = await Promise.all([start(), start()]);
    await using balancer = await Balancer.start([first.url]);
    await startRobot({ relay: balancer.url });
    balancer.targets = [second.url];
    const operator = await openOperator({ url: balancer.url } as Relay);
    await operator.connect(ROBOT);
    await operator.expectMovingPicture();
    await first.close();
    await expect.poll(async () => (await second.list())[0]?.nodeId).toBeDefined();
    await expect.poll(() => second.status().robots.length).toBe(1);
    await operator.expectMovingPicture();
    expect(await operator.connectionState()).toBe('connected');
  });
});
