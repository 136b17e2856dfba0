import { describe, expect, it } from 'vitest';
import { createRover, isAtRest, LIMITS, readWish, stepRover } from './physics.mjs';
import { BOXES, DOCK, hitsOf, isFree, ROOM } from './world.mjs';

const STEP = 0.02;
const FORWARD = { linearMetersPerSec: 1, angularRadPerSec: 0 };
const REST = { linearMetersPerSec: 0, angularRadPerSec: 0 };

/** Steps until `seconds` have passed; every rover on the way. */
function* drive(rover, wish, { seconds, isBraking = false }) {
  for (let at = 0; at < seconds; at += STEP) {
    rover = stepRover(rover, wish, { seconds: STEP, isBraking });
    yield rover;
  }
}
const after = (...way) => [...drive(...way)].at(-1);
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
const inTheMiddle = () => ({ ...createRover(), x: 3, y: 3, headingRad: 0 });

describe('speed', () => {
  it('grows up to what is asked for, not at once', () => {
    const speeds = [...drive(inTheMiddle(), FORWARD, { seconds: 1.5 })].map(
      ({ linearMetersPerSec }) => linearMetersPerSec,
    );
    expect(speeds[0]).toBeCloseTo(0.032);
    expect(speeds.at(-1)).toBe(1);
    expect(speeds).toEqual([...speeds].sort((a, b) => a - b));
  });

  it('never exceeds the limits, whatever is asked for', () => {
    for (const wild of [
      { linearMetersPerSec: 1e9, angularRadPerSec: -1e9 },
      { linearMetersPerSec: -Infinity, angularRadPerSec: NaN },
      { linearMetersPerSec: '1', angularRadPerSec: null },
      {},
    ]) {
      for (const rover of drive(inTheMiddle(), wild, { seconds: 3 })) {
        expect(Math.abs(rover.linearMetersPerSec)).toBeLessThanOrEqual(LIMITS.linearMetersPerSec);
        expect(Math.abs(rover.angularRadPerSec)).toBeLessThanOrEqual(LIMITS.angularRadPerSec);
        expect(Number.isFinite(rover.x + rover.y + rover.headingRad)).toBe(true);
      }
    }
  });

  it('takes what is not a number for 0', () => {
    expect(readWish({ linearMetersPerSec: NaN, angularRadPerSec: '2' })).toEqual(REST);
    expect(readWish(undefined)).toEqual(REST);
  });

  it('is 0 within 0.2 s of braking, whatever is asked for', () => {
    const fast = after(inTheMiddle(), FORWARD, { seconds: 1 });
    expect(fast.linearMetersPerSec).toBe(1);
    expect(isAtRest(after(fast, FORWARD, { seconds: 0.2, isBraking: true }))).toBe(true);
  });

  it('is 0 within 0.3 s of letting go', () => {
    const fast = after(inTheMiddle(), FORWARD, { seconds: 1 });
    expect(isAtRest(after(fast, REST, { seconds: 0.3 }))).toBe(true);
  });
});

describe('place', () => {
  it('goes where it looks', () => {
    const up = after({ ...inTheMiddle(), headingRad: Math.PI / 2 }, FORWARD, { seconds: 1 });
    expect(up.x).toBeCloseTo(3);
    expect(up.y).toBeGreaterThan(3.5);
  });

  it('turns to the left when the rate is positive, and keeps its heading within half a turn', () => {
    const turn = { linearMetersPerSec: 0, angularRadPerSec: 1 };
    expect(after(inTheMiddle(), turn, { seconds: 1 }).headingRad).toBeGreaterThan(0.7);
    for (const { headingRad } of drive(inTheMiddle(), turn, { seconds: 10 })) {
      expect(Math.abs(headingRad)).toBeLessThanOrEqual(Math.PI + 1e-9);
    }
  });

  it('stays in the room and out of the boxes, whichever way it goes', () => {
    for (let heading = 0; heading < 2 * Math.PI; heading += 0.1) {
      for (const rover of drive({ ...inTheMiddle(), headingRad: heading }, FORWARD, {
        seconds: 15,
      })) {
        expect(isFree(rover, 0.25)).toBe(true);
      }
    }
  });

  it('stands at a wall and says so, and comes away from it again', () => {
    const atWall = after({ ...inTheMiddle(), headingRad: Math.PI }, FORWARD, { seconds: 6 });
    expect(atWall).toMatchObject({ linearMetersPerSec: 0, isBlocked: true });
    expect(atWall.x).toBeLessThan(0.3);
    const away = after(atWall, { linearMetersPerSec: -1, angularRadPerSec: 0 }, { seconds: 1 });
    expect(away.isBlocked).toBe(false);
    expect(distance(away, atWall)).toBeGreaterThan(0.4);
  });

  it('does not jump when a step comes late', () => {
    const fast = after(inTheMiddle(), FORWARD, { seconds: 1 });
    expect(distance(fast, stepRover(fast, FORWARD, { seconds: 60 }))).toBeLessThan(0.11);
  });
});

describe('battery', () => {
  it('drains, faster while it drives', () => {
    const standing = after(inTheMiddle(), REST, { seconds: 2 });
    const driving = after(inTheMiddle(), FORWARD, { seconds: 2 });
    expect(standing.battery).toBeLessThan(0.8);
    expect(driving.battery).toBeLessThan(standing.battery);
  });

  it('is charged at the dock until it is full', () => {
    const docked = { ...inTheMiddle(), ...DOCK };
    const later = after(docked, REST, { seconds: 3 });
    expect(later).toMatchObject({ isCharging: true });
    expect(later.battery).toBeGreaterThan(0.8);
    expect(after(docked, REST, { seconds: 60 }).battery).toBeCloseTo(1);
  });

  it('lets it crawl when it is empty', () => {
    const empty = { ...inTheMiddle(), battery: 0 };
    const moved = after(empty, FORWARD, { seconds: 3 });
    expect(moved).toMatchObject({ battery: 0, linearMetersPerSec: 0.2 });
  });
});

describe('what the camera sees', () => {
  it('ends at the wall', () => {
    const hits = hitsOf({ x: 3, y: 3 }, Math.PI);
    expect(hits).toHaveLength(1);
    expect(hits[0]).toMatchObject({ isSide: true });
    expect(hits[0].distance).toBeCloseTo(3);
  });

  it('has boxes in front of it, nearest first', () => {
    const [box] = BOXES.filter(({ color }) => color === '#2f7fd1');
    const hits = hitsOf({ x: 3, y: box.y }, 0);
    expect(hits.map((hit) => hit.box?.color)).toEqual(['#2f7fd1', undefined]);
    expect(hits[0].distance).toBeCloseTo(box.x - box.width / 2 - 3);
    expect(hits[1].distance).toBeCloseTo(ROOM.width - 3);
  });
});
