import { expect, it } from 'vitest';
import { callText, type CallFacts } from './call-status.js';

const facts: CallFacts = { isConnected: true, progress: undefined, error: undefined };

it.each([
  [0, '0 %'],
  [0.456, '46 %'],
  [1, '100 %'],
  ['turning', 'turning'],
  [7, 'Under way…'],
  [{ part: 0.5 }, 'Under way…'],
  [undefined, 'Under way…'],
])('tells how far it is: %j', (progress, text) => {
  expect(callText('busy', { ...facts, progress })).toBe(text);
});

it('tells why nothing can be called, and why a call has failed', () => {
  expect(callText('idle', facts)).toBe('');
  expect(callText('idle', { ...facts, isConnected: false })).toBe('Not connected');
  expect(callText('failed', { ...facts, error: new Error('the hand is full') })).toBe(
    'Failed: the hand is full',
  );
});
