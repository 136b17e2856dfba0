import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setGamepadRate, startPolling, stopPolling } from './gamepad-polling.js';
import { copyState, neutralState, stateChanges } from './gamepad-state.js';
import { HeldKeys, type KeyboardInput } from './held-keys.js';
import { keyUse, type KeyPress, type KeyTarget } from './key-use.js';
import { buttonChanges, movements } from './mouse-state.js';

describe('keyUse', () => {
  const press = { key: 'w', ctrlKey: false, metaKey: false };

  type Change = Partial<KeyPress> & { readonly target?: KeyTarget };

  it.each<[string, Change, string]>([
    ['a letter', {}, 'robot'],
    ['a space on the page', { key: ' ' }, 'robot'],
    ['a letter on a button', { target: { localName: 'button' } }, 'robot'],
    ['Enter on a button', { key: 'Enter', target: { localName: 'button' } }, 'page'],
    ['a space on a video', { key: ' ', target: { localName: 'video' } }, 'page'],
    ['typing', { target: { localName: 'input' } }, 'page'],
    ['typing lines', { target: { localName: 'textarea' } }, 'page'],
    ['choosing', { target: { localName: 'select' } }, 'page'],
    ['editing', { target: { localName: 'p', isContentEditable: true } }, 'page'],
    ['Ctrl+W', { ctrlKey: true }, 'page'],
    ['Cmd+W', { metaKey: true }, 'page'],
    ['Tab', { key: 'Tab' }, 'both'],
    ['F5', { key: 'F5' }, 'both'],
    ['a capital F', { key: 'F' }, 'robot'],
    ['the document itself', { target: {} }, 'robot'],
  ])('gives %s to the right one', (_, change, use) => {
    const { target = { localName: 'body' }, ...keys } = change;
    expect(keyUse({ ...press, ...keys }, target)).toBe(use);
  });
});

describe('HeldKeys', () => {
  const input = (type: KeyboardInput['type'], key: string): KeyboardInput => ({
    type,
    key,
    keyCode: 87,
    altKey: false,
    shiftKey: key === 'W',
    timestamp: 1,
  });

  it('pairs each keydown with one keyup of the same key', () => {
    const keys = new HeldKeys();
    expect(keys.press('KeyW', input('keydown', 'w'))).toEqual([input('keydown', 'w')]);
    expect(keys.press('KeyW', input('keydown', 'w'))).toEqual([]);
    expect(keys.release('KeyW', input('keyup', 'W'))).toEqual([
      { ...input('keyup', 'w'), shiftKey: true },
    ]);
    expect(keys.release('KeyW', input('keyup', 'w'))).toEqual([]);
  });

  it('lets all go at once, once', () => {
    const keys = new HeldKeys();
    keys.press('KeyW', input('keydown', 'W'));
    keys.press('KeyD', input('keydown', 'd'));
    expect(keys.releaseAll(5)).toEqual([
      { ...input('keyup', 'W'), shiftKey: false, timestamp: 5 },
      { ...input('keyup', 'd'), timestamp: 5 },
    ]);
    expect(keys.releaseAll(6)).toEqual([]);
  });
});

describe('gamepad states', () => {
  const rest = {
    axes: [0, 0],
    buttons: [
      { pressed: false, value: 0 },
      { pressed: false, value: 0 },
    ],
  };
  const driving = {
    axes: [0, -0.5],
    buttons: [
      { pressed: false, value: 0.2 },
      { pressed: true, value: 1 },
    ],
  };

  it('says what changes, as RTCBot does', () => {
    const changes = [
      { value: true, type: 'btn1' },
      { value: -0.5, type: 'axis1' },
    ];
    expect(stateChanges(rest, driving)).toEqual(changes);
    expect(stateChanges({ axes: [], buttons: [] }, driving)).toEqual(changes);
    expect(stateChanges(driving, driving)).toEqual([]);
  });

  it('says what is to be let go, and nothing else', () => {
    expect(neutralState(driving)).toEqual(rest);
    expect(stateChanges(driving, neutralState(driving))).toEqual([
      { value: false, type: 'btn1' },
      { value: 0, type: 'axis1' },
    ]);
  });

  it('copies, so that later changes do not show', () => {
    const axes = [0.1];
    const copy = copyState({ axes, buttons: [] }, [], () => true);
    axes[0] = 1;
    expect(copy.axes).toEqual([0.1]);
  });

  it('shows a trigger from 0 to 1, and what does not count as at rest', () => {
    const gamepad = { axes: [1, -1, 0, 1], buttons: [{ pressed: true, value: 1 }] };
    const { axes, buttons } = copyState(gamepad, [1, 2, 3], ({ kind }) => kind === 'trigger');
    expect(axes).toEqual([0, 0, 0.5, 1]);
    expect(buttons).toEqual([{ pressed: false, value: 0 }]);
  });
});

describe('gamepad rate', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    setGamepadRate(10);
    vi.useRealTimers();
  });

  it('is 10 Hz, can be set while polling, and leaves no timer behind', () => {
    const poll = vi.fn();
    startPolling(poll);
    vi.advanceTimersByTime(1000);
    expect(poll).toHaveBeenCalledTimes(10);
    setGamepadRate(50);
    vi.advanceTimersByTime(1000);
    expect(poll).toHaveBeenCalledTimes(60);
    stopPolling(poll);
    expect(vi.getTimerCount()).toBe(0);
    setGamepadRate(20);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([0, -1, NaN, Infinity])('refuses %s Hz', (rateHz) => {
    expect(() => {
      setGamepadRate(rateHz);
    }).toThrow(/Hz/);
  });
});

describe('mouse states', () => {
  it('says which buttons go down and come up', () => {
    expect(buttonChanges(0b00001, 0b00110)).toEqual([
      { code: 'BTN_LEFT', state: 0, event: 'Key' },
      { code: 'BTN_RIGHT', state: 1, event: 'Key' },
      { code: 'BTN_MIDDLE', state: 1, event: 'Key' },
    ]);
    expect(buttonChanges(0b10000, 0b10000)).toEqual([]);
  });

  it('leaves out what does not move', () => {
    expect(movements({ REL_X: 0, REL_Y: -3 })).toEqual([
      { code: 'REL_Y', state: -3, event: 'Relative' },
    ]);
  });
});
