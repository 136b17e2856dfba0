/** How the simulated rover moves: pure functions of plain values, in metres, radians and seconds. */
import { isAtDock, isFree, START } from './world.mjs';

/** What its motors can do; operators' inputs are scaled by these. */
export const LIMITS = { linearMetersPerSec: 1, angularRadPerSec: 1.6 };

/** How fast speeds change: when it speeds up, when it is let go, and when it brakes. */
const RATES = {
  speedUp: { linear: 1.6, angular: 6 },
  slowDown: { linear: 4, angular: 12 },
  brake: { linear: 8, angular: 30 },
};

const RADIUS = 0.25;
const MAX_STEP_SECONDS = 0.1;

/** Part of a full battery per second; 20 minutes of driving at full speed, charged in one. */
const DRAIN = { resting: 1 / 7200, perMeter: 1 / 1500, perRadian: 1 / 4000 };
const CHARGE = 1 / 60;
/** With an empty battery it crawls, so that it can still reach its dock. */
const EMPTY = { level: 0.05, factor: 0.2 };

/** A rover at its place, at rest. */
export const createRover = () => ({
  ...START,
  linearMetersPerSec: 0,
  angularRadPerSec: 0,
  battery: 0.8,
  isCharging: false,
  isBlocked: false,
});

/** What is asked for, made harmless: what is not a number counts as 0, and nothing exceeds the limits. */
export function readWish({ linearMetersPerSec, angularRadPerSec } = {}) {
  const within = (value, limit) =>
    Number.isFinite(value) ? Math.min(Math.max(value, -limit), limit) : 0;
  return {
    linearMetersPerSec: within(linearMetersPerSec, LIMITS.linearMetersPerSec),
    angularRadPerSec: within(angularRadPerSec, LIMITS.angularRadPerSec),
  };
}

/** Whether it stands. */
export const isAtRest = ({ linearMetersPerSec, angularRadPerSec }) =>
  linearMetersPerSec === 0 && angularRadPerSec === 0;

/**
 * The rover a moment later.
 * @param {object} rover - stays as it is
 * @param {object} wish - speeds that are asked for
 * @param {{seconds: number, isBraking?: boolean}} step - `isBraking`: stop, whatever is asked for
 */
export function stepRover(rover, wish, { seconds, isBraking = false }) {
  const dt = Math.min(Math.max(seconds, 0), MAX_STEP_SECONDS);
  const { linearMetersPerSec, angularRadPerSec } = nextSpeeds(rover, wish, { dt, isBraking });
  const headingRad = wrap(rover.headingRad + angularRadPerSec * dt);
  const meanRad = rover.headingRad + (angularRadPerSec * dt) / 2;
  const place = {
    x: rover.x + Math.cos(meanRad) * linearMetersPerSec * dt,
    y: rover.y + Math.sin(meanRad) * linearMetersPerSec * dt,
  };
  const isBlocked = linearMetersPerSec !== 0 && !isFree(place, RADIUS);
  const moved = {
    ...rover,
    ...(isBlocked ? {} : place),
    headingRad,
    linearMetersPerSec: isBlocked ? 0 : linearMetersPerSec,
    angularRadPerSec,
    // It says so until it moves again.
    isBlocked: isBlocked || (rover.isBlocked && linearMetersPerSec === 0),
  };
  return { ...moved, ...nextBattery(moved, dt) };
}

function nextSpeeds(rover, wish, { dt, isBraking }) {
  const wanted = isBraking ? readWish() : readWish(wish);
  const factor = rover.battery <= EMPTY.level && !rover.isCharging ? EMPTY.factor : 1;
  const next = (now, target, kind) => {
    const isFaster = Math.abs(target) > Math.abs(now) && now * target >= 0;
    const rate = RATES[isBraking ? 'brake' : isFaster ? 'speedUp' : 'slowDown'][kind];
    return now + Math.min(Math.max(target - now, -rate * dt), rate * dt);
  };
  return {
    linearMetersPerSec: next(
      rover.linearMetersPerSec,
      wanted.linearMetersPerSec * factor,
      'linear',
    ),
    angularRadPerSec: next(rover.angularRadPerSec, wanted.angularRadPerSec * factor, 'angular'),
  };
}

function nextBattery(rover, dt) {
  const isCharging = isAtDock(rover) && rover.battery < 1;
  const drain =
    DRAIN.resting +
    DRAIN.perMeter * Math.abs(rover.linearMetersPerSec) +
    DRAIN.perRadian * Math.abs(rover.angularRadPerSec);
  const battery = rover.battery + (isCharging ? CHARGE : -drain) * dt;
  return { battery: Math.min(Math.max(battery, 0), 1), isCharging };
}

const wrap = (angle) => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
