/** What an operator's page and a robot's page do when relay, store, token server and each other go and come back. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import type { Relay, RelayOptions } from '@rtcbot-web/relay';
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Browser, Page } from '@playwright/test';
import { expect, ROBOT, test } from './fixtures.js';
import { startRedis, whyNoRedis } from './servers.js';

declare const rtcbot: typeof Rtcbot;

/** Longer than any pause between tries, on a slow machine. */
const BACK_MS = 60_000;

test.describe.configure({ timeout: 180_000 });

/** A robot without a host: a page that answers each message. */
async function serve(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url + '/operator.html');
  await page.evaluate(
    ([relay, id]) => {
      new rtcbot.Relay(relay).serve(id, (conn) => {
        const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d')!;
        setInterval(() => {
          context.fillRect(Math.random() * 300, 0, 5, 5);
        }, 50);
        conn.video.putSubscription(canvas.captureStream(20));
        conn.subscribe((message) => {
          conn.put_nowait({ echo: message });
        });
      });
    },
    [url, ROBOT] as const,
  );
  return page;
}

/** Connects `page` anew. */
async function connect(page: Page, url: string): Promise<void> {
  await page.evaluate(
    ([relay, id]) => {
      const conn = new rtcbot.Relay(relay).connect(id);
      conn.video.subscribe((stream) => {
        Object.assign(window, { stream });
      });
      Object.assign(window, { conn, got: conn.subscribe() });
    },
    [url, ROBOT] as const,
  );
}

/** Asks until it is answered: over the link that is there now, not over one that is only believed in. */
async function isAnswered(page: Page): Promise<void> {
  const ask = () =>
    page.evaluate(async () => {
      const { conn, got } = window as never as {
        conn: Rtcbot.OperatorConnection;
        got: Rtcbot.Subscription<unknown>;
      };
      if (conn.connectionState !== 'connected') return conn.connectionState;
      const word = Math.random();
      conn.put_nowait(word);
      const late = new Promise((resolve) => setTimeout(resolve, 1000, undefined));
      for (;;) {
        const answer = (await Promise.race([got.get(), late])) as { echo: unknown } | undefined;
        if (!answer) return 'silent';
        if (answer.echo === word) return 'answered';
      }
    });
  await expect.poll(ask, { timeout: BACK_MS }).toBe('answered');
}

/** A network that a robot has to the relay. Who leaves it takes up another one; the relay hears nothing of that. */
async function startNetwork(relayUrl: string) {
  const { hostname, port } = new URL(relayUrl);
  const ways = new Set<readonly [robot: net.Socket, relay: net.Socket]>();
  const server = net.createServer((robot) => {
    const relay = net.connect(Number(port), hostname);
    for (const end of [robot, relay]) end.on('error', () => end.destroy());
    robot.pipe(relay).pipe(robot);
    ways.add([robot, relay]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    goSilent: () => {
      for (const [robot, relay] of ways) {
        robot.unpipe(relay).resume();
        relay.unpipe(robot).resume();
      }
    },
    leave: () => {
      for (const [robot] of ways) robot.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const end of [...ways].flat()) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Scene {
  readonly operator: Page;
  readonly witness: Page;
}

async function openPages(browser: Browser, url: string): Promise<Scene> {
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(url + '/operator.html');
    return page;
  };
  const [operator, witness] = await Promise.all([open(), open()]);
  return { operator, witness };
}

const portOf = ({ url }: Relay): number => Number(new URL(url).port);

test('a relay that ends at any moment of a call’s beginning delays it, and no more', async ({
  startRelay,
  browser,
}) => {
  let relay = await startRelay();
  const { url } = relay;
  const port = portOf(relay);
  const robot = await serve(browser, url);
  const { operator, witness } = await openPages(browser, url);
  for (const afterMs of [0, 10, 25, 50, 100, 200]) {
    await connect(operator, url);
    await operator.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), afterMs);
    await relay.close();
    relay = await startRelay({ port });
    await isAnswered(operator);
    await operator.evaluate(() => (window as never as { conn: Rtcbot.RTCConnection }).conn.close());
  }
  await connect(witness, url);
  await isAnswered(witness);
  await Promise.all([operator, witness, robot].map((page) => page.context().close()));
});

test('a dial that was lost with the old socket of a robot is taken up as soon as it has a new one', async ({
  relay,
  browser,
}) => {
  await using network = await startNetwork(relay.url);
  const robot = await serve(browser, network.url);
  const { operator, witness } = await openPages(browser, relay.url);
  await connect(operator, relay.url);
  await isAnswered(operator);
  network.goSilent();
  await witness.evaluate(() => {
    const state = Object.assign(window, { links: 0 });
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        state.links += 1;
      }
    };
  });
  await connect(witness, relay.url);
  const joined = () =>
    witness.evaluate(
      () => (window as never as { conn: Rtcbot.RTCConnection }).conn.timeline.joinedMs,
    );
  await expect.poll(joined).toBeGreaterThan(0);
  network.leave();
  await isAnswered(witness);
  const links = () => witness.evaluate(() => (window as never as { links: number }).links);
  expect(await links(), 'it is not dialled anew').toBe(1);
  await isAnswered(operator);
  await Promise.all([operator, witness, robot].map((page) => page.context().close()));
});

test.describe('with a store', () => {
  test.skip(whyNoRedis !== undefined, whyNoRedis);

  test('an operator is back when store, relay and robot are, in whatever order they went and came', async ({
    startRelay,
    browser,
  }) => {
    let redis = await startRedis();
    const options: RelayOptions = { redis: redis.url };
    let relay = await startRelay(options);
    const { url } = relay;
    const port = portOf(relay);
    let robot = await serve(browser, url);
    const { operator, witness } = await openPages(browser, url);
    await connect(operator, url);
    await isAnswered(operator);
    const steps = {
      storeGoes: () => redis[Symbol.asyncDispose](),
      storeComes: async () => {
        redis = await startRedis(redis.url);
      },
      relayGoes: () => relay.close(),
      relayComes: async () => {
        relay = await startRelay({ ...options, port });
      },
      robotGoes: () => robot.context().close(),
      robotComes: async () => {
        robot = await serve(browser, url);
      },
    };
    const orders: (keyof typeof steps)[][] = [
      ['storeGoes', 'robotGoes', 'storeComes', 'robotComes'],
      ['storeGoes', 'relayGoes', 'robotGoes', 'storeComes', 'relayComes', 'robotComes'],
      ['robotGoes', 'relayGoes', 'relayComes', 'storeGoes', 'storeComes', 'robotComes'],
      ['relayGoes', 'storeGoes', 'storeComes', 'relayComes'],
    ];
    for (const order of orders) {
      for (const step of order) await steps[step]();
      await connect(witness, url);
      await isAnswered(witness);
      await isAnswered(operator);
    }
    await Promise.all([operator, witness, robot].map((page) => page.context().close()));
    await steps.storeGoes();
  });
});

test('a recording goes on in the next file when the link heals, as docs/media.md has it', async ({
  relay,
  browser,
}) => {
  const docs = await readFile(new URL('../docs/media.md', import.meta.url), 'utf8');
  const [, snippet = ''] =
    /<!-- tested: e2e\/coming-back.spec.ts -->\s+```js\n([^]*?)```/.exec(docs) ?? [];
  let robot = await serve(browser, relay.url);
  const { operator, witness } = await openPages(browser, relay.url);
  await connect(operator, relay.url);
  await isAnswered(operator);
  await operator.evaluate(`{
    window.sizes = [];
    const record = (conn, stream, save) => {
      ${snippet}
    };
    record(window.conn, window.stream, ({ size }) => window.sizes.push(size));
  }`);
  const sizes = () => operator.evaluate(() => (window as never as { sizes: number[] }).sizes);
  for (const files of [1, 2]) {
    // Long enough for a picture to be in it.
    await operator.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2000)));
    await robot.context().close();
    robot = await serve(browser, relay.url);
    await expect.poll(async () => (await sizes()).length, { timeout: BACK_MS }).toBe(files);
    await isAnswered(operator);
  }
  expect(Math.min(...(await sizes()))).toBeGreaterThan(500);
  await Promise.all([operator, witness, robot].map((page) => page.context().close()));
});
