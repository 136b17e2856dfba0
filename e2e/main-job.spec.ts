import { Queue } from '@rtcbot-web/sdk/subscriptions';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT, test } from './fixtures.js';
import { TONE_HZ } from './media-files.js';

test.describe('the main job', () => {
  test('an operator sees the moving picture, once subscribed, once called', async ({
    standing: { relay },
    openOperator,
  }) => {
    const operator = await openOperator(relay);
    await operator.connect(ROBOT);
    await operator.expectMovingPicture();
    expect(await operator.streamCalls()).toBe(1);
    expect(operator.errors).toEqual([]);
    await operator.ready();
    const steps = ['relayMs', 'offerMs', 'joinedMs', 'answerMs', 'connectedMs', 'messagesMs'];
    const timeline = await operator.timeline();
    expect(Object.keys(timeline).sort()).toEqual([...steps, 'mediaMs'].sort());
    // The offer goes with the join: it is made before the relay has answered that.
    expect(timeline.offerMs).toBeLessThan(timeline.joinedMs!);
    expect(timeline.joinedMs).toBeLessThan(timeline.answerMs!);
    expect(timeline.answerMs).toBeLessThan(timeline.messagesMs!);
  });

  test('an operator hears the microphone: a tone of known frequency', async ({
    standing: { relay },
    openOperator,
  }) => {
    const operator = await openOperator(relay);
    await operator.connect(ROBOT);
    await operator.ready();
    await expect(async () => {
      expect(Math.abs((await operator.toneHz()) - TONE_HZ)).toBeLessThan(10);
    }).toPass({ timeout: 60_000 });
  });

  test('messages arrive at code on both ends, in order, whatever JSON they are', async ({
    standing: { relay, robot },
    openOperator,
  }) => {
    const messages = ['early', '123', 7, null, true, { deep: { list: [1, 'a'] } }, 'ünïcödé 🤖'];
    const atRobot = new Queue<unknown>();
    robot.subscribe(atRobot);
    const echo = robot.subscribe((message, from) => {
      from.put_nowait({ echo: message });
    });
    const operator = await openOperator(relay);
    await operator.connect(ROBOT);
    for (const message of messages) await operator.send(message);
    for (const message of messages) expect(await atRobot.get()).toEqual(message);
    await expect.poll(() => operator.received()).toEqual(messages.map((echo) => ({ echo })));
    robot.put_nowait('to all');
    await expect.poll(async () => (await operator.received()).at(-1)).toBe('to all');
    robot.unsubscribe(atRobot);
    robot.unsubscribe(echo);
  });

  test('three operators at once, each with an own connection', async ({
    standing: { relay, robot },
    openOperator,
  }) => {
    const left: string[] = [];
    const listening = new AbortController();
    await expect.poll(() => robot.operators).toEqual([]);
    robot.onConnection((conn) => {
      conn.subscribe((message) => {
        conn.put_nowait({ only: message });
      });
      conn.onClose(() => left.push(conn.operatorId));
    }, listening);
    const operators = await Promise.all([
      openOperator(relay),
      openOperator(relay),
      openOperator(relay),
    ]);
    for (const [index, operator] of operators.entries()) {
      await operator.connect(ROBOT);
      await operator.send(index);
    }
    for (const [index, operator] of operators.entries()) {
      await operator.expectMovingPicture();
      await expect.poll(() => operator.received()).toEqual([{ only: index }]);
    }
    robot.put_nowait('all');
    for (const operator of operators) {
      await expect.poll(async () => (await operator.received()).at(-1)).toBe('all');
    }
    const ids = robot.operators.map(({ operatorId }) => operatorId);
    expect(new Set(ids).size).toBe(3);
    await operators[0].hangUp();
    await expect.poll(() => left.length).toBe(1);
    await operators[1].page.close();
    await expect.poll(() => left.length).toBe(2);
    await operators[2].expectMovingPicture();
    expect(robot.operators).toHaveLength(1);
    listening.abort();
  });

  test('an operator whose page is gone is gone at once, even if its goodbye is lost', async ({
    standing: { relay, robot },
    openOperator,
  }) => {
    await expect.poll(() => robot.operators).toEqual([]);
    const operator = await openOperator(relay);
    await operator.connect(ROBOT);
    await operator.ready();
    await operator.page.evaluate(() => {
      WebSocket.prototype.send = () => undefined;
    });
    await operator.hangUp();
    await expect
      .poll(async () => (await robot.status()).operators[0]?.connectionState)
      .not.toBe('connected');
    await operator.page.close();
    await expect.poll(() => robot.operators).toEqual([]);
  });

  test('sound that is subscribed to later is negotiated later', async ({
    standing: { relay },
    openOperator,
  }) => {
    const operator = await openOperator(relay);
    await operator.page.evaluate(async (id) => {
      const { rtcbot } = window as unknown as { rtcbot: typeof Rtcbot };
      const conn = new rtcbot.Relay(location.origin).connect(id);
      Object.assign(window, { conn });
      await conn.onReady();
      const stream = await conn.audio.get();
      return stream.getAudioTracks().length;
    }, ROBOT);
    await expect(async () => {
      expect(Math.abs((await operator.toneHz()) - TONE_HZ)).toBeLessThan(10);
    }).toPass({ timeout: 60_000 });
  });

  test("the operator's camera is shown by the robot and its microphone heard there", async ({
    standing: { relay, robot },
    openOperator,
  }) => {
    await expect.poll(() => robot.operators).toEqual([]);
    const operator = await openOperator(relay);
    await operator.connect(ROBOT);
    await operator.page.evaluate(async () => {
      const { conn } = window as unknown as { conn: Rtcbot.RTCConnection };
      const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
      conn.video.putSubscription(stream);
      conn.audio.putSubscription(stream);
    });
    await expect
      .poll(async () => (await robot.status()).operators[0]?.display?.frames ?? 0)
      .toBeGreaterThan(30);
    await expect
      .poll(async () => (await robot.status()).operators[0]?.speaker?.level ?? 0)
      .toBeGreaterThan(0.001);
    await operator.expectMovingPicture();
  });
});
