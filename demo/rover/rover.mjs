/**
 * The simulated rover as a robot's program: what stands here for motors and sensors is physics.mjs, all else is what you
 * would write for a rover of your own.
 */
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
const AT_REST = readWish();

/**
 * Gives a robot the rover, until it closes.
 * @param {import('@rtcbot-web/robot').Robot} robot - need not run yet
 */
export function runRover(robot) {
  let rover = createRover();
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
    isBraking = true;
    return new Promise((resolve) => waiting.push(resolve));
  });

  let steps = 0;
  let lastMs = performance.now();
  const timer = setInterval(() => {
    if (robot.closed) return;
    const nowMs = performance.now();
    rover = stepRover(rover, wish, { seconds: (nowMs - lastMs) / 1000, isBraking });
    lastMs = nowMs;
    if (isAtRest(rover)) {
      for (const confirm of waiting) confirm();
      waiting = [];
    }
    robot.scene.put_nowait({ rover });
    if (steps++ % TELEMETRY_EVERY_STEPS === 0) robot.telemetry.put_nowait(describe(rover));
  }, STEP_MS);
  robot.onClose(() => clearInterval(timer));
}

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
