import { expect, it } from 'vitest';
import { pictureName } from './kept-picture.js';

it('names a picture by robot, camera and time, in letters that every file system takes', () => {
  const now = new Date('2026-12-01T06:20:03.123Z');
  expect(pictureName(['rover/1', null], now)).toBe('rover-1-2026-12-01T06-20-03Z.png');
  expect(pictureName([undefined, 'rear: left'], now)).toBe('rear-left-2026-12-01T06-20-03Z.png');
});
