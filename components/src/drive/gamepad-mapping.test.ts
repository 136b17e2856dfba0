import { LiveInputs } from '@rtcbot-web/sdk';
import { describe, expect, it } from 'vitest';
import { AT_REST } from './drive-command.js';
import { gamepadAxes, movingTerms, parseMapping, pressesStop } from './gamepad-mapping.js';

const linear = { deadzone: 0, expo: 0 };

describe('gamepad mapping', () => {
  const pad = (axes: number[], ...pressed: number[]) => ({
    axes,
    buttons: Array.from({ length: 9 }, (_, index) => ({
      pressed: pressed.includes(index),
      value: pressed.includes(index) ? 1 : 0,
    })),
  });
  const axes = (text: string, gamepad: ReturnType<typeof pad>) =>
    gamepadAxes(gamepad, parseMapping(text)!, linear);

  it('is the left stick, and B to stop, by default', () => {
    expect(axes('', pad([0.5, -1]))).toEqual({ linear: 1, angular: -0.5 });
    expect(pressesStop(pad([], 1), parseMapping('')!)).toBe(true);
    expect(pressesStop(pad([], 1), parseMapping('stop:none')!)).toBe(false);
  });

  it('adds terms up, and holds back without the button to hold', () => {
    const mapping = 'linear:button7-button6 hold:button4';
    expect(axes(mapping, pad([], 7))).toEqual(AT_REST);
    expect(axes(mapping, pad([0, 0], 7, 4)).linear).toBe(1);
    expect(axes(mapping, pad([0, 0], 6, 4)).linear).toBe(-1);
    expect(axes(mapping, pad([0, 0], 6, 7, 4)).linear).toBe(0);
  });

  it('knows triggers that are axes, which rest at -1', () => {
    const mapping = 'linear:trigger5-trigger2';
    const triggers = (two: number, five: number) => pad([0, 0, two, 0, 0, five]);
    expect(axes(mapping, triggers(-1, -1)).linear).toBe(0);
    expect(axes(mapping, triggers(-1, 1)).linear).toBe(1);
    expect(axes(mapping, triggers(1, -1)).linear).toBe(-1);
    expect(axes('linear:trigger9', pad([0, 0])).linear).toBe(0);
  });

  it('is at rest where the gamepad has no such stick', () => {
    expect(axes('linear:axis9', pad([]))).toEqual(AT_REST);
  });

  it.each([
    'left stick',
    'linear:',
    'linear:axis',
    'up:axis1',
    'linear:axis1axis2',
    'linear=axis1',
  ])('is none: %s', (text) => {
    expect(parseMapping(text)).toBeUndefined();
  });
});

describe('LiveInputs', () => {
  const LOOK_MS = 16;

  /** What a gamepad with these axes, one list for each look, asks for at the end and on the way. */
  function looks(text: string, readings: readonly number[][], browserMapping = '') {
    const mapping = parseMapping(text)!;
    const inputs = new LiveInputs();
    return readings.map((axes, index) => {
      const gamepad = { axes, buttons: [], mapping: browserMapping };
      inputs.look(gamepad, movingTerms(mapping), 0.12, index * LOOK_MS);
      return gamepadAxes(gamepad, mapping, { deadzone: 0.12, expo: 0 }, inputs.isLive).linear;
    });
  }
  const repeated = (axes: number[], count: number) => Array.from({ length: count }, () => axes);
  const trigger = (value: number) => [0, 0, value];

  it('counts a trigger once it was seen at rest, not while it reads 0 because nobody has touched it', () => {
    const readings = [
      ...repeated(trigger(0), 100),
      ...[trigger(-0.9), trigger(0.2), trigger(1), trigger(-1), trigger(-1)],
    ];
    const asked = looks('linear:trigger2', readings);
    expect(asked.slice(0, 101)).toEqual(repeated([0], 101).flat());
    expect(asked[101]).toBeGreaterThan(0.4);
    expect(asked.slice(102)).toEqual([1, 0, 0]);
  });

  it('one trigger that nobody has touched neither drives nor holds the other one back', () => {
    const asked = looks('linear:trigger3-trigger2', [
      [0, 0, 0, 0],
      [0, 0, 0, -1],
      [0, 0, 0, 1],
    ]);
    expect(asked).toEqual([0, 0, 1]);
  });

  it('an axis that turns out to be a trigger never drives by itself', () => {
    const pressed = [-0.5, 0, 0.5, 1, 0.5, 0.05, -0.5].map(trigger);
    const readings = [...repeated(trigger(0), 100), trigger(-1), ...pressed, trigger(-1)];
    expect(looks('linear:axis2', readings)).toEqual(readings.map(() => 0));
  });

  it('a stick counts at once where the browser knows the gamepad, else after it was moved and let go', () => {
    const readings = [trigger(0), trigger(1), ...repeated(trigger(0), 20), trigger(1)];
    expect(looks('linear:axis2', readings, 'standard').slice(0, 2)).toEqual([0, 1]);
    const asked = looks('linear:axis2', readings);
    expect(asked[1]).toBe(0);
    expect(asked.at(-1)).toBe(1);
  });

  it('a left stick that was held when it was plugged in counts once it was let go', () => {
    const asked = looks('', [
      [0, -1],
      [0, -0.05],
      [0, -1],
    ]);
    expect(asked.map((value) => value || 0)).toEqual([0, 0, 1]);
  });

  it('a button to hold that is stuck does not count', () => {
    const mapping = parseMapping('hold:button4')!;
    const inputs = new LiveInputs();
    const gamepad = {
      axes: [0, 0],
      buttons: Array.from({ length: 5 }, () => ({ pressed: true, value: 1 })),
    };
    inputs.look(gamepad, movingTerms(mapping), 0.12, 0);
    gamepad.axes[1] = -1;
    expect(gamepadAxes(gamepad, mapping, linear, inputs.isLive)).toEqual(AT_REST);
    expect(inputs.isLive({ kind: 'button', index: 4 })).toBe(false);
  });
});
