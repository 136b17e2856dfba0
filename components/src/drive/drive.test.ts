import { NO_CONTROL } from '@rtcbot-web/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AT_REST,
  driveWish,
  fullSpeeds,
  isAtRest,
  shapeAxis,
  type DriveWish,
} from './drive-command.js';
import { DriveKeys, usesKeys, type DriveKey } from './drive-keys.js';
import { DriveMixer } from './drive-mixer.js';
import { driveState, driveStateText, formatSpan, type DriveFacts } from '../control/drive-state.js';

const linear = { deadzone: 0, expo: 0 };
const STOP = {
  ...{ reason: 'emergency', confirmed: false, sinceMs: 0, latches: [], resume: 'never' },
} as const;

describe('shapeAxis', () => {
  it('leaves the dead zone out, begins at its edge without a jump, and reaches the end', () => {
    const shape = { deadzone: 0.2, expo: 0 };
    expect([0.1, -0.2, 0.6, 1, -1.4].map((value) => shapeAxis(value, shape))).toEqual([
      0,
      0,
      expect.closeTo(0.5),
      1,
      -1,
    ]);
    expect(shapeAxis(0.2001, shape)).toBeLessThan(0.001);
  });

  it('is finer near the middle with expo, and the same at the end', () => {
    expect(shapeAxis(0.5, { deadzone: 0, expo: 1 })).toBe(0.125);
    expect(shapeAxis(-1, { deadzone: 0, expo: 1 })).toBe(-1);
  });

  it('takes what is not a number for rest', () => {
    expect(shapeAxis(NaN, linear)).toBe(0);
  });
});

describe('speeds', () => {
  const wishes = (l?: number, a?: number) => ({ linear: l, angular: a });

  it('are those of the robot, or what the page asks for below them', () => {
    const limits = { linearMetersPerSec: 2, angularRadPerSec: 3 };
    expect(fullSpeeds(wishes(), limits)).toEqual(limits);
    expect(fullSpeeds(wishes(0.5, 9), limits)).toEqual({ ...limits, linearMetersPerSec: 0.5 });
  });

  it('are low where nobody says anything', () => {
    expect(fullSpeeds(wishes(), {})).toEqual({ linearMetersPerSec: 0.5, angularRadPerSec: 1 });
    expect(fullSpeeds(wishes(0, undefined), {}).linearMetersPerSec).toBe(0);
  });

  it('make a command', () => {
    const full = { linearMetersPerSec: 2, angularRadPerSec: 4 };
    expect(driveWish({ linear: 0.5, angular: -1 }, full)).toEqual({
      linearMetersPerSec: 1,
      angularRadPerSec: -4,
    });
    expect(Object.is(driveWish({ linear: -0, angular: 0 }, full).linearMetersPerSec, 0)).toBe(true);
  });
});

describe('DriveMixer', () => {
  const full = { linearMetersPerSec: 1, angularRadPerSec: 1 };

  it('never moves on an input that was held while another led, before it was at rest', () => {
    const move = fc.record({ input: fc.nat(2), push: fc.constantFrom(-1, 0, 1) });
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        const inputs = [{}, {}, {}];
        const pushes = [0, 0, 0];
        const mayDrive = [true, true, true];
        let last: DriveWish = driveWish(AT_REST, full);
        const mixer = new DriveMixer((command) => {
          last = command;
        });
        for (const { input, push } of moves) {
          pushes[input] = push;
          const axes = { linear: push, angular: 0 };
          mixer.put(inputs[input]!, axes, driveWish(axes, full));
          const leaders = inputs.filter((each) => mixer.leads(each));
          const leader = inputs.findIndex((each) => mixer.leads(each));
          mayDrive[input] = push === 0 || (mayDrive[input]! && leader === input);
          expect(leaders.length).toBeLessThanOrEqual(1);
          expect(last.linearMetersPerSec).toBe(leader < 0 ? 0 : pushes[leader]);
          if (leader >= 0) expect(mayDrive[leader]).toBe(true);
        }
      }),
    );
  });

  it('says nothing for an input at rest that does not lead: that would let go for another', () => {
    const said: DriveWish[] = [];
    const mixer = new DriveMixer((command) => said.push(command));
    const [stick, keys] = [{}, {}];
    mixer.put(stick, { linear: 1, angular: 0 }, full);
    mixer.put(keys, AT_REST, driveWish(AT_REST, full));
    expect(said).toEqual([full]);
  });
});

describe('DriveKeys', () => {
  const key = (code: string, change: Partial<DriveKey> = {}): DriveKey => ({
    code,
    repeat: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...change,
  });

  it('adds up what is held, opposite keys cancel each other', () => {
    const keys = new DriveKeys();
    for (const code of ['KeyW', 'ArrowUp', 'KeyA', 'KeyQ']) keys.press(key(code));
    expect(keys.axes).toEqual({ linear: 1, angular: 1 });
    keys.release(key('KeyW'));
    expect(keys.axes.linear).toBe(1);
    keys.press(key('KeyS'));
    expect(keys.axes.linear).toBe(0);
    expect(keys.releaseAll()).toBe(true);
    expect(isAtRest(keys.axes)).toBe(true);
  });

  it('does not begin with a key that repeats or has a modifier', () => {
    const keys = new DriveKeys();
    keys.press(key('KeyW', { repeat: true }));
    keys.press(key('KeyW', { ctrlKey: true }));
    keys.press(key('KeyW', { metaKey: true }));
    keys.press(key('ArrowLeft', { altKey: true }));
    expect(isAtRest(keys.axes)).toBe(true);
  });

  it.each([
    [{ localName: 'input' }, true],
    [{ localName: 'p', isContentEditable: true }, true],
    [{ localName: 'div', role: 'slider' }, true],
    [{ localName: 'video' }, true],
    [{ localName: 'button' }, false],
    [{ localName: 'body', role: null }, false],
  ])('leaves keys to who uses them: %o', (target, uses) => {
    expect(usesKeys(target)).toBe(uses);
  });
});

const OLD_PICTURE = 'Picture is 1.2 s old: hands off';

describe('driveState', () => {
  const facts = (change: Partial<DriveFacts> = {}, control: object = {}): DriveFacts => ({
    isDisabled: false,
    liveness: 'live',
    isHeld: true,
    counts: true,
    ...change,
    control: { ...NO_CONTROL, mine: true, armed: true, ...control },
  });

  it.each([
    ['driving', facts()],
    ['driving', facts({ liveness: 'stale' })],
    ['ready', facts({ isHeld: false, counts: false })],
    ['let-go', facts({ counts: false })],
    ['let-go', facts({}, { armed: false })],
    ['waiting', facts({ isHeld: false }, { armed: false })],
    ['no-control', facts({}, { mine: false })],
    ['stopped', facts({}, { stop: STOP })],
    ['disconnected', facts({ liveness: 'lost' })],
    ['disconnected', facts({ liveness: undefined })],
    ['disabled', facts({ isDisabled: true })],
    ['waiting', facts({}, { ignored: true })],
    ['ready', facts({ asksNothing: true })],
    ['old-picture', facts({ pictureTrouble: OLD_PICTURE })],
    ['old-picture', facts({ pictureTrouble: OLD_PICTURE, isHeld: false, counts: false })],
    ['no-control', facts({ pictureTrouble: OLD_PICTURE }, { mine: false })],
    ['stopped', facts({ pictureTrouble: OLD_PICTURE }, { stop: STOP })],
  ] as const)('is %s', (state, given) => {
    expect(driveState(given)).toBe(state);
  });

  it('drives only while the robot takes it, and gives a reason for whatever else is held', () => {
    const either = fc.boolean();
    const anything = fc.record({
      liveness: fc.constantFrom('live' as const, 'stale' as const, 'lost' as const, undefined),
      ...{ isDisabled: either, counts: either, asksNothing: either },
      pictureTrouble: fc.constantFrom('', '', OLD_PICTURE),
      control: fc.record({
        ...{ mine: either, armed: either, ignored: either },
        stop: fc.constantFrom(undefined, STOP, { ...STOP, reason: 'latency' as const }),
      }),
    });
    fc.assert(
      fc.property(anything, ({ control, ...change }) => {
        const given = facts(change, control);
        const state = driveState(given);
        const { mine, armed, ignored, stop } = given.control;
        if (state === 'driving') {
          const isAsked = given.counts && !given.asksNothing && !given.isDisabled;
          const isSeen = !given.pictureTrouble;
          expect({ mine, armed, ignored, isAsked, isSeen }).toEqual({
            ...{ mine: true, armed: true, ignored: false, isAsked: true, isSeen: true },
          });
          expect(stop?.reason).not.toBe('emergency');
        } else expect(driveStateText(state, given)).not.toMatch(/^(Driving|Ready|$)/);
      }),
    );
  });

  it('says why what is held does nothing', () => {
    const old = facts({ pictureTrouble: OLD_PICTURE });
    expect(driveStateText('old-picture', old)).toBe(OLD_PICTURE);
    const blind = facts({ counts: false, stoppedBy: 'old-picture' });
    expect(driveStateText('let-go', blind)).toMatch(/let go first \(the picture was too old\)/);
    const held = facts({ counts: false, stoppedBy: 'silence' });
    expect(driveStateText('let-go', held)).toMatch(/let go first.*heard nothing from this page/);
    expect(driveStateText('let-go', facts({ counts: false }))).toBe('Does not drive: let go first');
    expect(driveStateText('waiting', facts({ rttMs: 830 }))).toMatch(/the link is slow \(0\.8 s\)/);
    expect(driveStateText('waiting', facts({ rttMs: 30 }))).toBe('Waiting for the robot');
  });

  it('counts time', () => {
    expect([999, 61_000, 3_723_000, -5].map(formatSpan)).toEqual([
      '0:00',
      '1:01',
      '1:02:03',
      '0:00',
    ]);
  });
});
