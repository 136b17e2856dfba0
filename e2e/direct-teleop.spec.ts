/** Driving without a relay: descriptions are exchanged by hand, everything else is as ever. */
import { Robot, type RobotOptions } from '@rtcbot-web/robot';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { RobotTeleop } from '@rtcbot-web/sdk/teleop';
import type { BrowserContext, Page } from '@playwright/test';
import { expect, test as base } from './fixtures.js';

declare const rtcbot: typeof Rtcbot;
declare const conn: Rtcbot.RTCConnection;
declare const teleop: Rtcbot.OperatorTeleop;

const FORWARD = { linearMetersPerSec: 0.5, angularRadPerSec: 0 };
const REST = { linearMetersPerSec: 0, angularRadPerSec: 0 };

/** A busy machine must not stop the robots of these tests: the watchdog has tests of its own. */
const PATIENT = { timeoutMs: 5_000, maxCommandAgeMs: 5_000 };

/** A robot that knows no relay, and what its program heard. */
interface DirectRobot {
  readonly robot: Robot;
  readonly stops: string[];
  /** Id and role of who sent the newest command. */
  driver: readonly string[];
  /** Speed of the newest command. */
  speed: number;
  /** Opens an operator's page that is connected. */
  readonly openOperator: () => Promise<Page>;
}

const test = base.extend<{ direct: DirectRobot; teleopOptions: RobotOptions['teleop'] }>({
  teleopOptions: [{}, { option: true }],
  direct: async ({ relay, browser, teleopOptions }, use) => {
    const robot = new Robot({
      camera: 'test',
      microphone: 'none',
      log: { info() {}, warn() {}, error() {} },
      teleop: { ...PATIENT, ...teleopOptions },
    });
    const contexts: BrowserContext[] = [];
    const direct: DirectRobot = {
      robot,
      stops: [],
      driver: [],
      speed: 0,
      openOperator: async () => {
        const context = await browser.newContext();
        contexts.push(context);
        const page = await context.newPage();
        await page.exposeFunction('answer', robot.getLocalDescription);
        await page.goto(relay.url + '/driver.html'); // the page comes from there, and nothing else
        await page.evaluate(connectWithoutRelay);
        return page;
      },
    };
    robot.commands.subscribe(({ linearMetersPerSec }, { operatorId, role }) => {
      direct.speed = Number(linearMetersPerSec);
      direct.driver = [operatorId, role];
    });
    robot.onSafeStop((reason) => direct.stops.push(reason));
    await robot.start();
    await use(direct);
    await Promise.all(contexts.map((context) => context.close()));
    await robot.close();
  },
});

/** Runs in the page. */
async function connectWithoutRelay(): Promise<void> {
  const { answer } = window as unknown as { answer: (offer: unknown) => Promise<unknown> };
  const made = new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
  made.video.subscribe(() => undefined);
  Object.assign(window, { conn: made, teleop: rtcbot.createOperatorTeleop(made) });
  await made.setRemoteDescription(await answer(await made.getLocalDescription()));
  await made.onReady();
}

/** Take control and push forward, until that counts. */
const drive = (page: Page) =>
  page.evaluate(
    async ([rest, forward]) => {
      await teleop.requestControl();
      teleop.commands.put_nowait(rest);
      const armed = new Promise<void>((resolve) => {
        teleop.onControl(({ armed: isArmed }) => {
          if (isArmed) resolve();
        });
      });
      if (!teleop.control.armed) await armed;
      teleop.commands.put_nowait(forward);
    },
    [REST, FORWARD] as const,
  );

const control = (page: Page) => page.evaluate(() => teleop.control);
const liveness = (page: Page) => page.evaluate(() => teleop.liveness);

test('drives, hands over, stops in an emergency, and gets telemetry', async ({ direct }) => {
  const { robot, stops } = direct;
  const [ann, bob] = [await direct.openOperator(), await direct.openOperator()];
  await expect.poll(() => liveness(ann)).toBe('live');
  await drive(ann);
  await expect.poll(() => direct.speed).toBe(0.5);
  expect(direct.driver).toEqual([(await control(ann)).operatorId, 'operator']);
  // Nobody vouches for roles here: whoever the robot's program has given an answer is an operator.
  expect((await control(bob)).operators.map(({ role }) => role)).toEqual(['operator', 'operator']);
  robot.telemetry.put_nowait({ battery: 0.8 });
  await expect.poll(() => ann.evaluate(() => teleop.telemetry.latest)).toEqual({ battery: 0.8 });

  const granted = bob.evaluate(() => teleop.requestControl());
  await expect.poll(async () => (await control(ann)).requests.length).toBe(1);
  await ann.evaluate(() => {
    teleop.handOver(teleop.control.requests[0]!);
  });
  expect((await granted).mine).toBe(true);
  expect(direct.speed).toBe(0);
  expect(stops).toEqual(['control-changed']);
  await drive(bob);
  await expect.poll(() => direct.speed).toBe(0.5);
  await ann.evaluate(() => teleop.stop());
  expect(direct.speed).toBe(0);
  expect(stops).toEqual(['control-changed', 'emergency']);
});

test('a page that is gone stops the robot, and the operator knows when the robot is gone', async ({
  direct,
}) => {
  const { robot, stops } = direct;
  const [ann, bob] = [await direct.openOperator(), await direct.openOperator()];
  await drive(ann);
  await expect.poll(() => direct.speed).toBe(0.5);
  await ann.context().close();
  await expect.poll(() => direct.speed).toBe(0);
  expect(stops).toHaveLength(1);
  await drive(bob);
  await expect.poll(() => direct.speed).toBe(0.5);
  await robot.close();
  expect(direct.speed).toBe(0);
  expect(stops.at(-1)).toBe('robot-closed');
  await expect.poll(() => liveness(bob)).toBe('lost');
  await expect.poll(() => bob.evaluate(() => conn.closed)).toBe(true);
});

test.describe('who may drive', () => {
  test.use({ teleopOptions: { mayDrive: () => false } });

  test('the robot’s program decides, as it is the one who gave the answers', async ({ direct }) => {
    const ann = await direct.openOperator();
    await expect(ann.evaluate(() => teleop.requestControl())).rejects.toThrow(/said no/);
    await ann.evaluate((command) => teleop.commands.put_nowait(command), FORWARD);
    await expect.poll(() => liveness(ann)).toBe('live');
    expect(direct.speed).toBe(0);
  });
});

for (const [who, operatorOffers] of [
  ['the operator', true],
  ['the robot', false],
] as const) {
  test(`two pages of one's own: ${who} makes the offer`, async ({ page, relay }) => {
    const heard: unknown[] = [];
    const robot = new RobotTeleop(PATIENT);
    robot.commands.subscribe(({ linearMetersPerSec }) => {
      if (linearMetersPerSec !== heard.at(-1)) heard.push(linearMetersPerSec);
    });
    robot.onSafeStop((reason) => heard.push(reason));
    await page.goto(relay.url + '/driver.html');
    await page.exposeFunction('hear', (text: string) => robot.receive('ann', text));
    await page.exposeFunction('leave', () => robot.leave('ann'));
    await page.evaluate(async (isFromOperator) => {
      const { hear, leave } = window as unknown as Record<
        'hear' | 'leave',
        (text?: string) => void
      >;
      const make = () => new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
      const [operator, machine] = [make(), make()];
      const say = rtcbot.acceptTeleop(machine, (text) => hear(String(text)));
      Object.assign(window, { conn: operator, teleop: rtcbot.createOperatorTeleop(operator), say });
      machine.onClose(() => leave());
      const [offerer, answerer] = isFromOperator ? [operator, machine] : [machine, operator];
      const offer = await offerer.getLocalDescription();
      await offerer.setRemoteDescription(await answerer.getLocalDescription(offer));
      await Promise.all([operator.onReady(), machine.onReady()]);
    }, operatorOffers);
    robot.join('ann', 'operator', (text, reliable) => {
      const said = page.evaluate(
        ([each, isReliable]) => {
          const { say } = window as unknown as { say: (text: string, reliable: boolean) => void };
          say(each, isReliable);
        },
        [text, reliable] as const,
      );
      said.catch(() => undefined); // the page has ended
    });
    await drive(page);
    await expect.poll(() => heard).toEqual([0, 0.5]);
    await page.evaluate(() => conn.close());
    await expect.poll(() => heard).toEqual([0, 0.5, 0, 'control-changed']);
    await robot.close();
  });
}
