/**
 * What the demo robot does: the program that you would write for a robot of your own. Picture and sound need no
 * line here, only the messages do; each is any JSON value, these have a `type` each.
 */
import { readMachine } from './machine.mjs';

const TELEMETRY_INTERVAL_MS = 250;
const MAX_CHAT_CHARACTERS = 500;

/** How operators are called on screens: enough to tell one from another. */
const shortId = ({ operatorId }) => operatorId.slice(0, 4);

/**
 * Gives a robot its program.
 * @param {import('@rtcbot-web/robot').Robot} robot - need not run yet
 */
export function runRobotProgram(robot) {
  robot.onConnection((operator) => {
    operator.put_nowait({ type: 'hello', you: shortId(operator) });
  });

  robot.subscribe((message, operator) => {
    if (message?.type === 'ping') {
      operator.put_nowait({ type: 'pong', sentMs: message.sentMs });
    } else if (message?.type === 'chat' && typeof message.text === 'string') {
      const text = message.text.slice(0, MAX_CHAT_CHARACTERS);
      robot.put_nowait({ type: 'chat', from: shortId(operator), text, ref: message.ref });
    } else {
      operator.put_nowait({ type: 'not-understood', message });
    }
  });

  sendTelemetry(robot);
}

/** Tells every operator how the robot is, and what it gets of each of them, until it closes. */
function sendTelemetry(robot) {
  let isAsking = false;
  const timer = setInterval(async () => {
    if (isAsking || robot.operators.length === 0) return;
    isAsking = true;
    const telemetry = await readTelemetry(robot);
    isAsking = false;
    if (!robot.closed) robot.put_nowait(telemetry);
  }, TELEMETRY_INTERVAL_MS);
  robot.onClose(() => clearInterval(timer));
}

async function readTelemetry(robot) {
  const { camera, microphone, operators } = await robot.status();
  return {
    type: 'telemetry',
    ...readMachine(),
    operators: operators.length,
    camera: camera && `${camera.width} × ${camera.height}, ${Math.round(camera.frameRate)} fps`,
    microphone: microphone?.label,
    received: operators.map(({ operatorId, display, speaker }) => ({
      operator: shortId({ operatorId }),
      ...display,
      soundLevel: speaker.level,
    })),
  };
}
