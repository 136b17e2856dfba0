/**
 * The robot's own program in the fault suite, run by `rtcbot-robot --exec`. A process of its own writes down when it hears what:
 * a test that is busy with browsers would be late. It does what docs/teleop.md asks of every program that moves something: it
 * answers pings, and it stops when it is told to, when its input ends, and when it moves and hears nothing for a while.
 */
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

/** While something is to move, a command comes about every 33 ms. */
const QUIET_MS = 400;

const test = createConnection(process.argv[2]);
let confirms = true;
let quiet;
let heardMs = performance.now();
/** After a silence motion counts only once the operator has let go. */
let mustRest = false;

const report = (event) => {
  const atMs = Date.now();
  test.write(`${JSON.stringify({ atMs, event })}\n`);
};

const write = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

function stopByItself(reason) {
  clearTimeout(quiet);
  quiet = undefined;
  mustRest = true;
  report({ event: 'own-stop', reason });
}

/** A program that was frozen finds lines before its timers. */
function lookAtTheClock() {
  const nowMs = performance.now();
  if (quiet && nowMs - heardMs > QUIET_MS) stopByItself('quiet');
  heardMs = nowMs;
}

function onCommand({ data }) {
  const moves = Object.values(data ?? {}).some((part) => part !== 0);
  clearTimeout(quiet);
  if (!moves) mustRest = false;
  quiet = moves && !mustRest ? setTimeout(stopByItself, QUIET_MS, 'quiet') : undefined;
}

function onStop({ number }) {
  clearTimeout(quiet);
  quiet = undefined;
  if (confirms) write({ confirm: 'safe-stop', number });
}

function hear(line) {
  lookAtTheClock();
  const event = parse(line);
  if (event?.event === 'ping') {
    write({ pong: event.n });
    return;
  }
  report(event);
  if (event?.event === 'command') onCommand(event);
  if (event?.event === 'safe-stop') onStop(event);
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

createInterface({ input: process.stdin })
  .on('line', hear)
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
// Before it is connected nobody would see what it hears.
test.once('connect', () => write({ ready: true }));
