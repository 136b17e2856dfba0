import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT, test } from './fixtures.js';
import { PoorLink } from './poor-link.js';
import { startCoturn, whyNoCoturn } from './servers.js';

/**
 * From now on peer connections go through the TURN server; and once `isDirectBad`, those that try all paths find none. Runs in
 * the page.
 */
function pretendBadPaths(): void {
  const state = window as never as { isDirectBad?: boolean };
  const Native = RTCPeerConnection;
  const isBad = (pc: RTCPeerConnection) =>
    state.isDirectBad && pc.getConfiguration().iceTransportPolicy !== 'relay';
  const withoutCandidates = ({ type, sdp = '' }: RTCSessionDescriptionInit) =>
    new RTCSessionDescription({ type, sdp: sdp.replace(/^a=candidate:.*\r\n/gm, '') });
  window.RTCPeerConnection = class extends Native {
    override setConfiguration(configuration: RTCConfiguration) {
      const relayed = { ...configuration, iceTransportPolicy: 'relay' } as const;
      super.setConfiguration(state.isDirectBad ? configuration : relayed);
    }
    override get localDescription(): RTCSessionDescription | null {
      const description = super.localDescription;
      return description && isBad(this) ? withoutCandidates(description) : description;
    }
    override async setRemoteDescription(description: RTCSessionDescriptionInit) {
      await super.setRemoteDescription(withoutCandidates(description));
    }
    override async addIceCandidate(candidate: RTCIceCandidateInit) {
      // Chromium remembers the others over restarts.
      if (candidate.candidate?.includes('typ relay')) await super.addIceCandidate(candidate);
    }
    override set onicecandidate(listener: (event: RTCPeerConnectionIceEvent) => void) {
      super.onicecandidate = (event) => {
        if (!event.candidate || !isBad(this)) listener(event);
      };
    }
  };
}

test.describe('what goes away comes back', () => {
  test('an operator that comes before the robot is connected when it comes', async ({
    startRobot,
    openOperator,
  }) => {
    const operator = await openOperator();
    await operator.connect(ROBOT);
    await operator.send('patience');
    await expect
      .poll(() =>
        operator.page.evaluate(
          () => (window as never as { conn: { robotOnline: boolean } }).conn.robotOnline,
        ),
      )
      .toBe(false);
    const robot = await startRobot();
    robot.subscribe((message, from) => {
      from.put_nowait({ echo: message });
    });
    await operator.expectMovingPicture();
    await expect.poll(() => operator.received()).toEqual([{ echo: 'patience' }]);
  });

  test('an operator that does not want to wait is told robot-offline', async ({ openOperator }) => {
    const operator = await openOperator();
    await operator.connect('nobody', { wait: false });
    await expect.poll(() => operator.error()).toMatchObject({ code: 'robot-offline' });
    expect(await operator.connectionState()).toBe('closed');
  });

  test('a robot that restarts is back in the same connection and the same video', async ({
    startRobot,
    openOperator,
  }) => {
    const first = await startRobot();
    const operator = await openOperator();
    await operator.connect(ROBOT);
    await operator.expectMovingPicture();
    await first.close();
    await expect.poll(() => operator.connectionState()).not.toBe('connected');
    const second = await startRobot();
    second.subscribe((message, from) => {
      from.put_nowait({ second: message });
    });
    await operator.ready();
    await operator.expectMovingPicture();
    await operator.send('again');
    await expect.poll(() => operator.received()).toEqual([{ second: 'again' }]);
    expect(await operator.streamCalls()).toBe(1);
  });

  test('a killed Chromium on the robot is replaced, and operators go on', async ({
    startRobot,
    openOperator,
  }) => {
    const robot = await startRobot();
    const operator = await openOperator();
    await operator.connect(ROBOT);
    await operator.expectMovingPicture();
    const pid = robot.chromiumPid!;
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => robot.chromiumPid).not.toBe(pid);
    await operator.expectMovingPicture();
  });

  test('a relay that restarts does not cut the call, and later messages and operators are served', async ({
    startRelay,
    startRobot,
    openOperator,
    relay,
  }) => {
    const robot = await startRobot();
    const operator = await openOperator();
    await operator.connect(ROBOT);
    await operator.expectMovingPicture();
    const states: string[] = [];
    await operator.page.exposeFunction('onState', (state: string) => states.push(state));
    const steps: string[] = [];
    await operator.page.exposeFunction('onStep', (step: string) => steps.push(step));
    await operator.page.evaluate(() => {
      const { conn, onState, onStep } = window as never as {
        conn: Rtcbot.OperatorConnection;
        onState: (state: string) => void;
        onStep: (step: string) => void;
      };
      conn.onConnectionStateChange(onState);
      const element = document.createElement('rtc-robot');
      element.connection = conn;
      element.addEventListener('rtc-healing', ({ detail }) => {
        onStep(detail ? `${detail.step}: ${detail.reason}` : 'well');
      });
      document.body.append(element);
    });
    const port = Number(new URL(relay.url).port);
    await relay.close();
    await operator.expectMovingPicture();
    expect(steps).toEqual(['rejoin: relay-away']);
    const second = await startRelay({ port });
    await expect.poll(() => second.status().robots.length).toBe(1);
    const late = await openOperator(second);
    await late.connect(ROBOT);
    await late.expectMovingPicture();
    robot.put_nowait('still here');
    await expect.poll(() => operator.received()).toEqual(['still here']);
    expect(states).toEqual([]);
    await expect.poll(() => steps).toEqual(['rejoin: relay-away', 'well']);
    expect(robot.operators).toHaveLength(2);
  });

  test('a path that falls silent is looked for anew before the browser calls it interrupted, and through the TURN server alone if none is found @chromium', async ({
    startRelay,
    startRobot,
    openOperator,
  }) => {
    test.skip(whyNoCoturn !== undefined, whyNoCoturn);
    const secret = 'shared by relay and TURN server';
    await using coturn = await startCoturn(secret);
    await using link = await PoorLink.start(coturn.url);
    const relay = await startRelay({ turn: { urls: [link.url], secret } });
    await startRobot({ relay: relay.url });
    const operator = await openOperator(relay);
    const { page } = operator;
    await page.evaluate(pretendBadPaths);
    await operator.connect(ROBOT);
    await operator.expectMovingPicture();
    const liveness = () =>
      page.evaluate(() => (window as never as { conn: Rtcbot.OperatorConnection }).conn.liveness);
    await expect.poll(liveness).toBe('live');
    await page.evaluate(() => {
      const { conn } = window as never as { conn: Rtcbot.OperatorConnection };
      const seen: string[] = [];
      conn.onHealing((now) => {
        seen.push(now ? `${now.step}: ${now.reason} in ${conn.connectionState}` : 'well');
      });
      Object.assign(window, { seen });
    });
    const seen = () => page.evaluate(() => (window as never as { seen: string[] }).seen);
    const pass = (isOpen: boolean) => {
      link.quality = { loss: isOpen ? 0 : 1, rateBps: Number.POSITIVE_INFINITY };
    };
    pass(false);
    await expect.poll(seen).toHaveLength(1);
    pass(true);
    await expect.poll(seen).toEqual(['ice-restart: silent in connected', 'well']);
    await operator.expectMovingPicture();

    await page.evaluate(() => Object.assign(window, { isDirectBad: true }));
    pass(false);
    await expect.poll(seen, { timeout: 20_000 }).toHaveLength(4);
    pass(true);
    await expect.poll(seen).toHaveLength(5);
    const [again, turn, last] = (await seen()).slice(2);
    expect(again).toMatch(/^ice-restart: (silent|interrupted)/);
    expect(turn).toMatch(/^relay-only: timed-out/);
    expect(last).toBe('well');
    await operator.expectMovingPicture();
    const healed = await page.evaluate(async () => {
      const { conn } = window as never as { conn: Rtcbot.OperatorConnection };
      const { local } = await conn.getStats();
      return { type: local?.type, counts: conn.healingCounts };
    });
    expect(healed).toMatchObject({ type: 'relay', counts: { 'relay-only': 1, redial: 0 } });
  });

  test('an unreachable relay is reported, and connected to when it comes', async ({
    startRelay,
    relay,
    openOperator,
  }) => {
    const spare = await startRelay();
    const { url: spareUrl } = spare;
    await spare.close();
    const operator = await openOperator(relay);
    await operator.page.evaluate((url) => {
      const { rtcbot } = window as never as { rtcbot: typeof Rtcbot };
      const conn = new rtcbot.Relay(url).connect('rover-1');
      Object.assign(window, { conn });
    }, spareUrl);
    const relayError = () =>
      operator.page.evaluate(() => {
        const { conn } = window as never as { conn: Rtcbot.OperatorConnection };
        return {
          code: conn.relayError?.code,
          message: conn.relayError?.message,
          closed: conn.closed,
        };
      });
    await expect.poll(relayError).toMatchObject({ code: 'relay-unreachable', closed: false });
    expect((await relayError()).message).toContain('Is it running');
    await startRelay({
      port: Number(new URL(spareUrl).port),
      allowedOrigins: [new URL(relay.url).origin],
    });
    await expect.poll(async () => (await relayError()).code).toBeUndefined();
  });

  test('a second robot with a taken id is refused, and the first is not disturbed', async ({
    startRobot,
    openOperator,
  }) => {
    await startRobot();
    const operator = await openOperator();
    await operator.connect(ROBOT);
    await operator.expectMovingPicture();
    await expect(startRobot()).rejects.toMatchObject({ code: 'robot-taken' });
    await operator.expectMovingPicture();
  });
});
