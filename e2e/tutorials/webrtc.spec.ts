/** RTCBot's WebRTC tutorials: a server, a data connection, JSON back and forth. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, expectConnected, test } from './fixtures.js';

const programs = fileURLToPath(new URL('../../demo/tutorials/', import.meta.url));

/** Runs a program of the tutorials as one does by hand; yields the address that it says, ends it afterwards. */
async function withProgram(
  args: readonly string[],
  use: (url: string) => Promise<void>,
): Promise<void> {
  const [file = '', ...rest] = args;
  const child = spawn(process.execPath, [programs + file, ...rest], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const url = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      output += `${line}\n`;
      const said = /Open (http\S+)/.exec(line)?.[1];
      if (said) resolve(said);
    });
    child.once('exit', () => {
      reject(new Error(`The program ended: ${output}`));
    });
  });
  try {
    await use(await url);
  } finally {
    child.kill('SIGINT');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

test('basic server: the page hears its button', async ({ open }) => {
  const page = await open('webrtc/server.html');
  const button = page.getByRole('button', { name: 'Click me' });
  const said = page.waitForEvent('console');
  await button.click();
  expect((await said).text()).toBe('I was just clicked!');
  await button.press('Enter');
  await expect(page.locator('#count')).toHaveText('2');
});

test('basic server: its program serves the page, run by hand', async ({ page }) => {
  await withProgram(['webrtc/server.mjs'], async (url) => {
    await page.goto(url);
    await page.getByRole('button', { name: 'Click me' }).click();
    await expect(page.locator('#count')).toHaveText('1');
    expect(await page.evaluate('typeof rtcbot.RTCConnection')).toBe('function');
  });
});

test('data connection: the robot prints what the button sends', async ({ open, demo }) => {
  const page = await open('webrtc/data-connection.html');
  await page.getByRole('button', { name: 'Click me' }).click(); // maybe before it is connected
  await expect(page.locator('#printed')).toHaveText('Button clicked!');
  expect(demo.lines).toContain('Received: Button clicked!');
  await expectConnected(page);
});

test('JSON: a ping comes back, and any value as it went', async ({ open }) => {
  const page = await open('webrtc/json.html');
  await expectConnected(page);
  await page.getByRole('button', { name: 'Ping' }).click();
  await expect(page.locator('#pong')).toHaveText(/^\d+\.\d ms$/);
  for (const json of ['{"a":[1,null,"ü"]}', '"text"', '0', 'null', 'false']) {
    await page.getByLabel('A JSON value').fill(json);
    await page.getByLabel('A JSON value').press('Enter');
    await expect(page.locator('#echo')).toHaveText(json);
  }
});

test('JSON: a text that is not JSON is said to be none, and the next value goes', async ({
  open,
}) => {
  const page = await open('webrtc/json.html');
  await expectConnected(page);
  await page.getByLabel('A JSON value').fill('{');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.locator('#problem')).toHaveText(/JSON/);
  await page.getByLabel('A JSON value').fill('1');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.locator('#echo')).toHaveText('1');
  await expect(page.locator('#problem')).toBeHidden();
});

test('a robot’s program runs by hand as it does in the demo', async ({ page }) => {
  await withProgram(['run.mjs', 'json'], async (url) => {
    await page.goto(`${url}webrtc/json.html`);
    await expectConnected(page);
    await page.getByRole('button', { name: 'Ping' }).click();
    await expect(page.locator('#pong')).toHaveText(/ms$/);
  });
});

test('an unknown program is told which there are', async () => {
  await expect(withProgram(['run.mjs', 'constructor'], async () => undefined)).rejects.toThrow(
    /Name one of these: .*keyboard/,
  );
});

test('an operator of the cockpit and one of a tutorial get what is theirs', async ({ open }) => {
  const tutorial = await open('webrtc/json.html');
  await expectConnected(tutorial);
  await tutorial.evaluate(`
    globalThis.seen = [];
    conn.subscribe((message) => { seen.push(message.type); });
  `);
  const cockpit = await open('../');
  await expect(cockpit.getByText(/\d\.\d s ago/)).toBeVisible();
  await tutorial.getByRole('button', { name: 'Ping' }).click();
  await expect.poll(() => tutorial.evaluate('seen')).toEqual(['pong']);
});
