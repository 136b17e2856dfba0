/**
 * The robot's own program in the fault suite, run by `rtcbot-robot --exec`. A process of its own writes down when it hears what:
 * a test that is busy with browsers would be late. It does what docs/teleop.md asks of every program that moves something:
 * it stops when it is told to, when its input ends, and when it moves and hears nothing for a while.
 */
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

/** While something is to move, a command comes about every 33 ms. */
const QUIET_MS = 400;

const test = createConnection(process.argv[2]);
let confirms = true;
let quiet;

const report = (event) => {
  const atMs = Date.now();
  test.write(`${JSON.stringify({ atMs, event })}\n`);
};

function stopByItself(reason) {
  clearTimeout(quiet);
  quiet = undefined;
  report({ event: 'own-stop', reason });
}

function hear(event) {
  report(event);
  if (event.event !== 'command' && event.event !== 'safe-stop') return;
  clearTimeout(quiet);
  const moves = Object.values(event.data ?? {}).some((part) => part !== 0);
  quiet = moves ? setTimeout(stopByItself, QUIET_MS, 'quiet') : undefined;
  if (event.event === 'safe-stop' && confirms) write({ confirm: 'safe-stop' });
}

const write = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

createInterface({ input: process.stdin })
  .on('line', (line) => hear(JSON.parse(line)))
  .on('close', () => {
    stopByItself('end of input');
    test.end();
  });

createInterface({ input: test }).on('line', (line) => {
  const request = JSON.parse(line);
  if ('confirms' in request) {
    ({ confirms } = request);
    report({ event: 'told' });
  } else write(request.write);
});
// The test has ended.
test.on('close', () => process.exit(0));
