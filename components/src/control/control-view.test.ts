import { expect, it } from 'vitest';
import { controlText, type ControlFacts } from './control-view.js';
import { NO_CONTROL } from '@rtcbot-web/sdk';
import { driveStateText } from './drive-state.js';

const facts = (control: object): ControlFacts => ({
  ...{ liveness: 'lost', isAsking: false },
  control: { ...NO_CONTROL, ...control },
});
const text = (state: Parameters<typeof controlText>[0], control: object) =>
  controlText(state, facts(control), (id) => id);

it.each([
  [undefined, 'No link to the robot'],
  ['live', 'No link to the robot'],
  ['starting', 'The robot’s program does not run'],
  ['lost', 'The robot’s program does not run'],
  ['silent', 'The robot’s program does not answer'],
] as const)('nothing from a robot whose program is %s: "%s"', (program, label) => {
  expect(text('disconnected', { program }).label).toBe(label);
  const driving = { ...facts({ program }), isDisabled: false, isHeld: true, counts: true };
  expect(driveStateText('disconnected', driving)).toBe(label);
});

it('a stick that does nothing because of the program says so', () => {
  const held = { ...facts({ program: 'lost' }), isDisabled: false, isHeld: true, counts: true };
  expect(driveStateText('let-go', held)).toBe('The robot’s program does not run');
});

it('the driver is told when nobody watches over the program', () => {
  expect(text('mine', { program: 'unwatched' }).detail).toContain('not watched');
  expect(text('mine', { program: 'live' }).detail).toBe('');
  expect(text('mine', { lostBecause: 'no-program' }).detail).toBe('');
  expect(text('free', { lostBecause: 'no-program' }).detail).toContain('program has ended');
});
