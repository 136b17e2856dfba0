import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNeutral } from '../shared/command.js';
import { Deadman } from './deadman.js';

const FORWARD = { linearMetersPerSec: 1, angularRadPerSec: 0 };
const REST = { linearMetersPerSec: 0, angularRadPerSec: 0 };

describe('a dead-man button', () => {
  it('must be pressed anew after the operator turned away, also when nothing else was held', () => {
    const deadman = new Deadman(() => true);
    deadman.hold(true);
    deadman.trip();
    deadman.put(FORWARD);
    expect(deadman.output).toBeUndefined();
    expect(deadman.mustLetGo).toBe(true);
    deadman.hold(true); // a key that repeats
    expect(deadman.output).toBeUndefined();
    deadman.hold(false);
    deadman.put(REST);
    deadman.hold(true);
    deadman.put(FORWARD);
    expect(deadman.output).toBe(FORWARD);
  });

  it('lets nothing out but what was put while button and attention were there, whatever happens in whatever order', () => {
    const step = fc.constantFrom(
      ...['move', 'move', 'rest', 'hold', 'hold', 'let go', 'trip', 'look away', 'look', 'look'],
    );
    let outputs = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let attention = true;
        let needsButton = false;
        let isPressed = false; // and has been since the operator last turned away
        let mustRelease = false;
        let isClean = true; // was at rest since then
        let isPushed = false;
        const deadman = new Deadman(() => attention);
        const turnAway = () => {
          if (isPushed) isClean = false;
          if (isPressed) mustRelease = true;
          isPressed = false;
        };
        for (const one of steps) {
          if (one === 'move') {
            deadman.put(FORWARD);
            isPushed = true;
            if (!attention) isClean = false;
          } else if (one === 'rest') {
            deadman.put(REST);
            isPushed = false;
            isClean = true;
          } else if (one === 'hold') {
            deadman.hold(true);
            needsButton = true;
            if (!attention) mustRelease = true;
            else if (!mustRelease) isPressed = true;
          } else if (one === 'let go') {
            deadman.hold(false);
            needsButton = true;
            turnAway();
            mustRelease = false;
          } else if (one === 'trip') {
            deadman.trip();
            turnAway();
          } else if (one === 'look away') {
            attention = false;
            deadman.trip();
            turnAway();
          } else attention = true;
          if (deadman.output === undefined || isNeutral(deadman.output)) continue;
          outputs++;
          expect({ isPushed, isClean }).toEqual({ isPushed: true, isClean: true });
          if (needsButton) expect(isPressed).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    expect(outputs).toBeGreaterThan(50);
  });
});
