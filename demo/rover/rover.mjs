/**
 * The simulated rover as a robot's program: what stands here for motors and sensors is physics.mjs, all else is what you
 * would write for a rover of your own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRover, isAtRest, LIMITS, readWish, stepRover } from './physics.mjs';

/** The robot's camera: a script that draws what the rover sees. */
export const roverCamera = {
  script: fileURLToPath(new URL('scene.js', import.meta.url)),
  width: 640,
  height: 480,
  frameRate: 30,
};

/** For the robot's `teleop` option: what inputs are scaled by. */
export const roverTeleop = { limits: LIMITS };

const STEP_MS = 20;
const TELEMETRY_EVERY_STEPS = 5;
const BLINKS = 3;
const BLINK_MS = 250;
const AT_REST = readWish();

/** Stops after which a program without teleop may go on by itself: the others need somebody to end them. */
const MAY_GO_ON = ['silence', 'latency', 'control-changed'];

/** Why the wheels belong to nobody else now; undefined if they are free. */
function whyTaken({ holder, stop }) {
  if (holder) return 'somebody drives from the cockpit';
  if (stop && !(stop.confirmed && MAY_GO_ON.includes(stop.reason))) return 'the robot is stopped';
  return undefined;
}

/**
 * Gives a robot the rover, until it closes.
 * @param {import('@rtcbot-web/robot').Robot} robot - need not run yet
 * @returns what moves it without teleop, for the tutorials: `setWheels(left, right)`, -1 to 1, which returns why it does not move
 */
export function runRover(robot) {
  let rover = createRover();
  let wheels; // what a tutorial's program wants
  let wish = AT_REST;
  let isBraking = true; // until somebody drives
  let waiting = [];

  robot.commands.subscribe((command) => {
    wish = readWish(command);
    isBraking = false;
  });

  // Confirmed when it stands.
  robot.onSafeStop(() => {
    wish = AT_REST;
    wheels = undefined;
    isBraking = true;
    return new Promise((resolve) => waiting.push(resolve));
  });

  const lamp = runLamp(robot);
  let steps = 0;
  let lastMs = performance.now();
  const timer = setInterval(() => {
    if (robot.closed) return;
    const nowMs = performance.now();
    if (wheels && whyTaken(robot.teleop.control)) wheels = undefined;
    rover = stepRover(rover, wheels ?? wish, {
      seconds: (nowMs - lastMs) / 1000,
      isBraking: isBraking && !wheels,
    });
    lastMs = nowMs;
    if (isAtRest(rover)) {
      for (const confirm of waiting) confirm();
      waiting = [];
    }
    robot.scene.put_nowait({ rover, isLit: lamp.isLit });
    if (steps++ % TELEMETRY_EVERY_STEPS === 0) robot.telemetry.put_nowait(describe(rover));
  }, STEP_MS);
  robot.onClose(() => clearInterval(timer));

  return {
    setWheels(left, right) {
      const why = whyTaken(robot.teleop.control);
      const isMoving = !why && (left !== 0 || right !== 0);
      wheels = isMoving ? wishOfWheels(left, right) : undefined;
      return why;
    },
  };
}

/** A lamp that operators can have blink: also while the robot is stopped, as that moves nothing. */
function runLamp(robot) {
  const lamp = { isLit: false };
  const blink = async (_args, _operator, { signal, progress }) => {
    for (let blinks = 1; blinks <= BLINKS && !signal.aborted; blinks++) {
      lamp.isLit = true;
      await sleep(BLINK_MS);
      lamp.isLit = false;
      await sleep(BLINK_MS);
      progress(blinks / BLINKS);
    }
  };
  robot.expose('blink', blink, { duringStop: true });
  return lamp;
}

const wishOfWheels = (left, right) =>
  readWish({
    linearMetersPerSec: ((left + right) / 2) * LIMITS.linearMetersPerSec,
    angularRadPerSec: ((right - left) / 2) * LIMITS.angularRadPerSec,
  });

const round = (value, digits) => Number(value.toFixed(digits));

/** What operators are told. */
const describe = ({ x, y, headingRad, battery, isCharging, isBlocked, ...speeds }) => ({
  pose: { xMeters: round(x, 3), yMeters: round(y, 3), headingRad: round(headingRad, 3) },
  speed: {
    linearMetersPerSec: round(speeds.linearMetersPerSec, 3),
    angularRadPerSec: round(speeds.angularRadPerSec, 3),
  },
  battery: { level: round(battery, 4), isCharging },
  isBlocked,
});
