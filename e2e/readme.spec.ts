/** The README's examples, as they stand there, with only the addresses replaced. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Robot } from '@rtcbot-web/robot';
import { expect, ROBOT, test } from './fixtures.js';

const CDN = 'https://cdn.jsdelivr.net/npm/@rtcbot-web/components';
const RELAY = 'https://relay.example.com';

async function examples(language: string, file = 'README.md'): Promise<string[]> {
  const text = await readFile(new URL(`../${file}`, import.meta.url), 'utf8');
  const blocks = text.matchAll(
    new RegExp(`<!-- tested: e2e/readme.spec.ts -->\\s+\`\`\`${language}\\n([^]*?)\`\`\``, 'g'),
  );
  return [...blocks].map((block) => block[1]!);
}

/** A script as a page's bundler makes it, without any shim. */
async function bundled(contents: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]!.text;
}

function echoing(robot: Robot): void {
  robot.subscribe((message, operator) => {
    operator.put_nowait({ echo: message });
  });
}

test('the script tag and three elements show the robot and talk to it', async ({
  relay,
  startRelay,
  startRobot,
  page,
}) => {
  echoing(await startRobot());
  const [html] = await examples('html');
  const pages = await mkdtemp(path.join(tmpdir(), 'rtcbot-readme-'));
  const snippet = html!.replace(CDN, '/rtcbot-components.js').replace(RELAY, relay.url);
  await writeFile(path.join(pages, 'index.html'), '<!doctype html>' + snippet);
  const shop = await startRelay({ staticDir: pages });
  const messages: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  await page.goto(shop.url);
  const size = () =>
    page.evaluate(
      () => (document.querySelector('rtc-video') as unknown as HTMLVideoElement).videoWidth,
    );
  await expect.poll(size).toBeGreaterThan(0);
  const time = () =>
    page.evaluate(
      () => (document.querySelector('rtc-video') as unknown as HTMLVideoElement).currentTime,
    );
  const before = await time();
  await expect.poll(time).toBeGreaterThan(before);
  await expect.poll(() => messages).toContain('{echo: Object}');
  await rm(pages, { recursive: true });
});

test('the SDK example runs from a bundle that needs no shims', async ({
  relay,
  startRobot,
  page,
}) => {
  echoing(await startRobot());
  const [code] = await examples('js');
  const script = await bundled(code!.replace(RELAY, relay.url));
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const received = page.waitForEvent('console', (message) => message.type() === 'log');
  await page.goto(relay.url + '/operator.html');
  await page.evaluate(() => {
    document.querySelector('main')!.innerHTML = '<video muted autoplay></video>';
  });
  await page.addScriptTag({ content: script, type: 'module' });
  await expect
    .poll(() => page.evaluate(() => document.querySelector('video')!.videoWidth))
    .toBeGreaterThan(0);
  expect(await (await received).args()[0]!.jsonValue()).toEqual({ echo: { hello: 'robot' } });
  expect(errors).toEqual([]);
});

test('the example of the SDK connects without a relay', async ({ relay, startRobot, page }) => {
  const robot = await startRobot();
  echoing(robot);
  const [code] = await examples('js', 'sdk/README.md');
  await page.route('**/connect', async (route) => {
    const json = await robot.getLocalDescription(route.request().postDataJSON() as never);
    await route.fulfill({ json });
  });
  const received = page.waitForEvent('console', (message) => message.type() === 'log');
  await page.goto(relay.url + '/operator.html');
  await page.evaluate(() => {
    document.querySelector('main')!.innerHTML = '<video muted autoplay></video>';
  });
  await page.addScriptTag({ content: await bundled(code!), type: 'module' });
  expect(await (await received).args()[0]!.jsonValue()).toEqual({ echo: { hello: 'robot' } });
  await expect
    .poll(() => page.evaluate(() => document.querySelector('video')!.videoWidth))
    .toBeGreaterThan(0);
});

test('the robot example runs in Node', async ({ relay, openOperator }) => {
  const [, code] = await examples('js');
  const folder = new URL('../.cache/e2e/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const file = new URL(`readme-robot-${String(process.pid)}.mjs`, folder);
  const runnable = code!
    .replace(RELAY, relay.url)
    .replace("robot: 'rover-1'", "robot: 'rover-1', camera: 'test'");
  await writeFile(file, runnable + '\nexport { robot };\n');
  const { robot } = (await import(pathToFileURL(fileURLToPath(file)).href)) as { robot: Robot };
  try {
    const operator = await openOperator();
    await operator.connect(ROBOT);
    await operator.send('hi');
    await expect.poll(() => operator.received()).toContainEqual({ echo: 'hi' });
  } finally {
    await robot.close();
    await rm(file);
  }
});
