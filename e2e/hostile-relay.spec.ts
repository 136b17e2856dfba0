/** What a relay can do that its owner, or whoever broke in there, has turned against the robot and its operators. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {} from '@rtcbot-web/components';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { robotKeyPrint } from '@rtcbot-web/sdk/protocol';
import type { Page } from '@playwright/test';
import type { Robot } from '@rtcbot-web/robot';
import { test as base, expect, ROBOT } from './fixtures.js';
import { startMiddleMan, type Attack, type Description, type MiddleMan } from './middle-man.js';

declare const rtcbot: typeof Rtcbot;

const OTHER_FINGERPRINT = `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'EE').join(':')}`;
const swapFingerprint = (one: Description): Description => ({
  ...one,
  sdp: one.sdp.replaceAll(/a=fingerprint:\S+ \S+/g, OTHER_FINGERPRINT),
});

interface Fixtures {
  readonly man: MiddleMan;
  readonly robot: Robot;
  /** A page of an operator that trusts nobody. */
  readonly operatorPage: Page;
}

const test = base.extend<Fixtures>({
  man: async ({ relay }, use) => {
    const man = await startMiddleMan(relay.url);
    await use(man);
    man.close();
  },
  robot: async ({ startRobot }, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'rtcbot-key-'));
    const keyFile = path.join(folder, 'robot.key');
    const robot = await startRobot({ camera: 'test', microphone: 'none', keyFile });
    robot.subscribe((message, operator) => {
      operator.put_nowait({ echo: message });
    });
    await use(robot);
    await rm(folder, { recursive: true });
  },
  operatorPage: async ({ openOperator }, use) => {
    await use((await openOperator()).page);
  },
});

/** How a call goes: what the robot answers to a message, or the error that ended it before. */
interface Outcome {
  readonly echo?: unknown;
  readonly code?: string;
  readonly message?: string;
  readonly robotKey?: string | undefined;
  readonly pictures: number;
}

const call = (page: Page, url: string, robotKey?: string): Promise<Outcome> =>
  page.evaluate(
    async ([relayUrl, id, key]) => {
      const conn = new rtcbot.Relay(relayUrl).connect(id, { robotKey: key });
      Object.assign(window, { conn });
      let pictures = 0;
      conn.video.subscribe(() => pictures++);
      conn.put_nowait('hello');
      const echo = conn.get().catch(() => undefined);
      const error = conn.onError();
      const first = await Promise.race([echo, error]);
      const { robotKey: verified } = conn;
      if (conn.error) {
        const { code, message } = conn.error as Error & { readonly code: string };
        return { code, message, robotKey: verified, pictures };
      }
      await conn.close();
      return { echo: first, robotKey: verified, pictures };
    },
    [url, ROBOT, robotKey] as const,
  );

const ECHO = { echo: 'hello' };

test('a page that trusts a key of the robot refuses whatever a hostile relay makes up', async ({
  man,
  robot,
  operatorPage: page,
}) => {
  const key = robot.key!;
  const honest = await call(page, man.url, key);
  expect(honest).toMatchObject({ echo: ECHO, robotKey: key });
  const [old] = man.answers;

  const attacks: [string, Attack, string][] = [
    ['its own fingerprint in the answer', { onAnswer: swapFingerprint }, 'robot-key-mismatch'],
    ['its own fingerprint in the offer', { onOffer: swapFingerprint }, 'robot-key-mismatch'],
    ['the answer of an earlier call', { onAnswer: () => old! }, 'robot-key-mismatch'],
    [
      'no signature',
      { onAnswer: (one) => ({ ...swapFingerprint(one), proof: undefined }) },
      'robot-key-missing',
    ],
    [
      'a key of its own',
      { onAnswer: (one) => ({ ...one, proof: { ...one.proof!, key: 'A'.repeat(43) } }) },
      'robot-key-mismatch',
    ],
  ];
  for (const [name, attack, code] of attacks) {
    man.attack = attack;
    const outcome = await call(page, man.url, key);
    expect(outcome, name).toMatchObject({ code, pictures: 0 });
    expect(outcome.robotKey, name).toBeUndefined();
  }
  man.attack = {};
  expect((await call(page, man.url, key)).echo).toEqual(ECHO);
});

test('an offer in the place of an answer is not taken in, with or without a key', async ({
  man,
  robot,
  operatorPage: page,
}) => {
  man.attack = { onAnswer: (one) => ({ ...one, type: 'offer', proof: undefined }) };
  for (const key of [robot.key, undefined]) {
    const state = await page.evaluate(
      async ([url, id, robotKey]) => {
        const conn = new rtcbot.Relay(url).connect(id, { robotKey });
        const candidate = new Promise((resolve) => {
          // What the man in the middle has made of the answer has come by then: candidates follow it.
          const look = () => {
            if (conn.robotOnline) resolve(undefined);
            else setTimeout(look, 50);
          };
          look();
        });
        await candidate;
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        const { connectionState } = conn;
        await conn.close();
        return connectionState;
      },
      [man.url, ROBOT, key] as const,
    );
    expect(state).toBe('connecting');
  }
});

test('a call that goes on is ended when a later answer was changed', async ({
  man,
  robot,
  operatorPage: page,
}) => {
  const refused = page.evaluate(
    async ([url, id, robotKey]) => {
      const conn = new rtcbot.Relay(url).connect(id, { robotKey });
      Object.assign(window, { conn });
      return [((await conn.onError()) as Rtcbot.RtcError).code, conn.closed];
    },
    [man.url, ROBOT, robot.key!] as const,
  );
  await page.waitForFunction(
    () => (window as unknown as { conn?: Rtcbot.RTCConnection }).conn?.ready,
  );
  man.attack = {
    onAnswer: (one) => ({ ...one, sdp: one.sdp.replace('a=ice-ufrag:', 'a=ice-ufrag:x') }),
  };
  // Its own camera must be negotiated, unless an answer that was on its way has ended the call.
  await page.evaluate(async () => {
    const { conn } = window as unknown as { conn: Rtcbot.RTCConnection };
    const camera = await navigator.mediaDevices.getUserMedia({ video: true });
    if (!conn.closed) conn.video.putSubscription(camera);
  });
  expect(await refused).toEqual(['robot-key-mismatch', true]);
});

test('another key than the trusted one is refused with the prints of both, and without one all is as before', async ({
  man,
  robot,
  operatorPage: page,
}) => {
  const { code, message } = await call(page, man.url, `${'B'.repeat(42)}A`);
  expect(code).toBe('robot-key-mismatch');
  expect(message?.match(/([0-9a-f]{4}-){4}[0-9a-f]{4}/g)).toEqual([
    expect.any(String),
    await robotKeyPrint(robot.key!),
  ]);
  // An old relay drops the signature.
  man.attack = { onAnswer: (one) => ({ ...one, proof: undefined }) };
  expect(await call(page, man.url)).toMatchObject({ echo: ECHO });
});

test('<rtc-robot key> connects to the robot that has it, and says so of another', async ({
  man,
  robot,
  operatorPage: page,
}) => {
  const show = (key: string) =>
    page.evaluate(
      ([relay, id, robotKey]) => {
        const element = document.createElement('rtc-robot');
        Object.assign(element, { relay, robot: id, key: robotKey });
        const happened = new Promise((resolve) => {
          element.addEventListener('rtc-error', ({ detail }) => resolve(detail.code));
          element.addEventListener('rtc-connection-state-change', ({ detail }) => {
            if (detail === 'connected') resolve(detail);
          });
        });
        document.body.append(element);
        return happened;
      },
      [man.url, ROBOT, key] as const,
    );
  expect(await show(robot.key!)).toBe('connected');
  expect(await show(`${'B'.repeat(42)}A`)).toBe('robot-key-mismatch');
  expect(await show('')).toBe('bad-argument');
});

test('a page that trusts the first key remembers it', async ({
  man,
  robot,
  operatorPage: page,
}) => {
  expect(await call(page, man.url, 'first-use')).toMatchObject({ echo: ECHO, robotKey: robot.key });
  man.attack = { onAnswer: (one) => ({ ...one, proof: { ...one.proof!, key: 'A'.repeat(43) } }) };
  expect((await call(page, man.url, 'first-use')).code).toBe('robot-key-mismatch');
  man.attack = {};
  await page.reload();
  expect((await call(page, man.url, 'first-use')).robotKey).toBe(robot.key);
});
