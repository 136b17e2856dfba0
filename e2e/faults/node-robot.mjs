/**
 * A robot as a program in Node, for the fault suite: it hears of commands and stops by itself, and writes down what it heard when
 * as brain.mjs does. It can be told to block its event loop.
 */
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { Robot } from '@rtcbot-web/robot';

const [socket, relay, id, token] = process.argv.slice(2);
const test = createConnection(socket);
const report = (event) => test.write(`${JSON.stringify({ atMs: Date.now(), event })}\n`);

const robot = new Robot({ relay, robot: id, token, camera: 'test' });
robot.commands.subscribe((data) => report({ event: 'command', data }));
robot.onSafeStop((reason) => report({ event: 'safe-stop', reason }));

createInterface({ input: test }).on('line', (line) => {
  const { blockMs } = JSON.parse(line);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs);
  report({ event: 'unblocked' });
});
// The test has ended.
test.on('close', () => process.exit(0));

await robot.start();
