import { describe, expect, it } from 'vitest';
import type { LinkFacts } from '../link/link-facts.js';
import {
  customStates,
  mediaStatus,
  nextCheckMs,
  trackState,
  type MediaFacts,
  type MediaStatus,
} from './media-status.js';
import { formatAge, statusText } from './media-status-text.js';

const connected: LinkFacts = { state: 'connected', robotId: 'rover-1', robotOnline: true };
const lost: LinkFacts = { ...connected, state: 'disconnected', hasBeenConnected: true };
const failure = new Error('The token has expired. Get a new one.');

const fresh = { lastFrameAgeMs: 40, waitedMs: undefined, staleAfterMs: 1000 };
const old = { ...fresh, lastFrameAgeMs: 3200 };
const never = { ...fresh, lastFrameAgeMs: undefined, waitedMs: 3200 };

const watching: MediaFacts = {
  link: connected,
  hasStream: true,
  track: 'live',
  paused: false,
  blocked: false,
  playing: true,
  pageVisible: true,
  picture: fresh,
};

/** Some facts that differ from a live picture, and what follows from them. */
const table: readonly [string, Partial<MediaFacts>, MediaStatus, string | undefined, string][] = [
  ['a live picture', {}, 'live', 'live', 'Live'],
  ['a live picture without a connection', { link: undefined }, 'live', 'live', 'Live'],
  ['nothing', { link: undefined, hasStream: false }, 'idle', undefined, ''],
  [
    'a connection that begins',
    { link: { ...connected, state: 'connecting' }, hasStream: false, picture: never },
    'connecting',
    'connecting',
    'Connecting to rover-1',
  ],
  [
    'a direct connection that begins',
    { link: { state: 'new' }, hasStream: false, picture: never },
    'connecting',
    'connecting',
    'Connecting',
  ],
  [
    'an offline robot',
    { link: { ...connected, state: 'new', robotOnline: false }, picture: never },
    'robot-offline',
    'connecting',
    'rover-1 is offline. Waiting for it.',
  ],
  [
    'a robot that went offline while its picture is on screen',
    { link: { ...lost, robotOnline: false }, picture: old },
    'robot-offline',
    'stale',
    'rover-1 is offline. Waiting for it.',
  ],
  [
    'a robot that the relay lost, but that still sends',
    { link: { ...connected, robotOnline: false } },
    'live',
    'live',
    'Live',
  ],
  [
    'a robot that the relay lost and that sends no more',
    { link: { ...connected, robotOnline: false }, picture: old },
    'robot-offline',
    'stale',
    'rover-1 is offline. Waiting for it.',
  ],
  [
    'a lost link, however fresh the picture',
    { link: lost },
    'reconnecting',
    'stale',
    'Connection lost. Reconnecting.',
  ],
  [
    'a link lost before the first picture',
    { link: lost, picture: never },
    'reconnecting',
    'connecting',
    'Connection lost. Reconnecting.',
  ],
  [
    'a refused connection',
    { link: { state: 'closed', closed: true, error: failure }, picture: never },
    'failed',
    'failed',
    'Connection failed',
  ],
  [
    'a failed connection without an error',
    { link: { state: 'failed' } },
    'failed',
    'failed',
    'Connection failed',
  ],
  ['a closed connection', { link: { state: 'closed' } }, 'closed', 'stale', 'Disconnected'],
  [
    'a closed connection that never had a picture',
    { link: { state: 'connected', closed: true }, picture: never },
    'closed',
    undefined,
    'Disconnected',
  ],
  [
    'no stream yet',
    { hasStream: false, track: 'none', picture: never },
    'waiting',
    'connecting',
    'Waiting for the picture',
  ],
  ['no track', { track: 'none' }, 'waiting', 'connecting', 'Waiting for the picture'],
  ['no picture yet', { picture: never }, 'waiting', 'connecting', 'Waiting for the picture'],
  [
    'a picture at the limit',
    { picture: { ...fresh, lastFrameAgeMs: 1000 } },
    'stale',
    'stale',
    'The picture has stopped.',
  ],
  [
    'a picture within the limit',
    { picture: { ...fresh, lastFrameAgeMs: 999 } },
    'live',
    'live',
    'Live',
  ],
  ['a picture that stopped', { picture: old }, 'stale', 'stale', 'The picture has stopped.'],
  [
    'a muted track',
    { picture: old, track: 'muted' },
    'stale',
    'stale',
    'The robot sends no picture now.',
  ],
  [
    'an ended track, however fresh its picture',
    { track: 'ended' },
    'stale',
    'stale',
    'The robot has ended the picture.',
  ],
  [
    'an old picture just after the page came back',
    { picture: { ...old, waitedMs: 30 } },
    'waiting',
    'connecting',
    'Waiting for the picture',
  ],
  [
    'an old picture, and none since the page came back',
    { picture: { ...old, waitedMs: 1000 } },
    'stale',
    'stale',
    'The picture has stopped.',
  ],
  ['a pause', { paused: true, picture: old }, 'paused', undefined, 'Paused'],
  [
    'a pause, and then a lost link',
    { paused: true, link: lost },
    'reconnecting',
    'stale',
    'Connection lost. Reconnecting.',
  ],
  ['a page in the background', { pageVisible: false, picture: old }, 'hidden', undefined, ''],
  ['a browser that refuses to play', { blocked: true }, 'blocked', undefined, ''],
];

describe('mediaStatus', () => {
  it.each(table)('of %s', (_, differing, ...[status, state, label]) => {
    const facts = { ...watching, ...differing };
    expect(mediaStatus(facts)).toBe(status);
    const own = status === 'robot-offline' ? 'offline' : status;
    expect(customStates(status, facts)).toEqual([...new Set([state ?? own, own])]);
    expect(statusText(status, facts).label).toBe(label);
  });

  const sound: readonly [string, Partial<MediaFacts>, MediaStatus, string][] = [
    ['played', {}, 'live', 'Live'],
    ['not played yet', { playing: false }, 'waiting', 'Waiting for the sound'],
    ['held back', { track: 'muted' }, 'waiting', 'Waiting for the sound'],
    ['ended', { track: 'ended' }, 'stale', 'The robot has ended the sound.'],
    [
      'of a robot that is gone',
      { link: { ...connected, robotOnline: false } },
      'robot-offline',
      'rover-1 is offline. Waiting for it.',
    ],
  ];
  it.each(sound)('of sound %s', (_, differing, status, label) => {
    const facts = { ...watching, picture: undefined, ...differing };
    expect(mediaStatus(facts)).toBe(status);
    expect(statusText(status, facts).label).toBe(label);
  });

  it('is live in no other case: every single doubt ends it', () => {
    const doubts: Partial<MediaFacts>[] = [
      { hasStream: false },
      { track: 'none' },
      { track: 'ended' },
      { paused: true },
      { blocked: true },
      { pageVisible: false },
      { picture: old },
      { picture: never },
      { picture: { ...fresh, waitedMs: 0 } },
      ...(['new', 'connecting', 'disconnected', 'failed', 'closed'] as const).map((state) => ({
        link: { ...connected, state },
      })),
      { link: { ...connected, closed: true } },
      { link: { ...connected, error: failure } },
    ];
    for (const doubt of doubts) expect(mediaStatus({ ...watching, ...doubt })).not.toBe('live');
  });
});

describe('trackState', () => {
  const track = (readyState: MediaStreamTrackState, muted = false) => ({ readyState, muted });
  it.each([
    ['none', []],
    ['live', [track('live')]],
    ['live', [track('ended'), track('live', true), track('live')]],
    ['muted', [track('ended'), track('live', true)]],
    ['ended', [track('ended'), track('ended', true)]],
  ])('%s', (state, tracks) => {
    expect(trackState(tracks)).toBe(state);
  });
});

describe('nextCheckMs', () => {
  const at = (status: MediaStatus, picture: MediaFacts['picture']) =>
    nextCheckMs(status, { ...watching, picture });

  it('is the moment at which the picture will be too old', () => {
    expect(at('live', { ...fresh, lastFrameAgeMs: 300 })).toBe(700);
    expect(at('waiting', { ...old, waitedMs: 250 })).toBe(750);
  });

  it('is the next full second while an old picture is shown', () => {
    expect(at('stale', old)).toBe(800);
    expect(at('reconnecting', old)).toBe(800);
  });

  it('is now and then while nothing has been shown', () => {
    expect(at('connecting', never)).toBe(1000);
    expect(at('waiting', never)).toBe(250);
    expect(at('live', undefined)).toBe(1000);
  });

  it('is never while time changes nothing', () => {
    for (const status of ['idle', 'hidden', 'paused'] as const) {
      expect(at(status, old)).toBeUndefined();
    }
  });
});

describe('statusText', () => {
  it('tells the age of an old picture, whatever the reason, and only then', () => {
    const badge = (status: MediaStatus, picture = old) =>
      statusText(status, { ...watching, picture }).badge;
    for (const status of ['stale', 'reconnecting', 'robot-offline', 'failed', 'closed'] as const) {
      expect(badge(status)).toBe('Not live: last picture 3 s ago');
    }
    for (const status of ['live', 'waiting', 'paused', 'hidden', 'idle'] as const) {
      expect(badge(status)).toBe('');
    }
    expect(statusText('failed', { ...watching, picture: never }).badge).toBe('');
  });

  it('tells why: the error that ended it, or what is in the way of connecting', () => {
    const link = { ...connected, error: failure };
    expect(statusText('failed', { ...watching, link }).detail).toBe(failure.message);
    const relayError = new Error('The relay cannot be reached.');
    const facts = { ...watching, link: { ...connected, relayError } };
    expect(statusText('connecting', facts).detail).toBe(relayError.message);
    expect(statusText('reconnecting', facts).detail).toBe(relayError.message);
    expect(statusText('live', facts).detail).toBe('');
  });

  it.each([
    [0, '1 s'],
    [1999, '1 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [7_200_000, '120 min'],
  ])('puts %i ms into words', (ageMs, words) => {
    expect(formatAge(ageMs)).toBe(words);
  });
});
