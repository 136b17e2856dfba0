import { describe, expect, it } from 'vitest';
import { IDLE, socketStep, type SocketEvent, type SocketState } from './socket-machine.js';

const refusal = (code: 'unauthorized' | 'try-again') =>
  ({ ok: false, code, message: code }) as const;
const token = (value: string, expiresAtMs = Infinity) => ({ value, isFixed: false, expiresAtMs });
const fixed = { value: 'text', isFixed: true, expiresAtMs: Infinity };

/** Runs the machine; returns where it stands and what the last event brought about. */
function run(events: readonly SocketEvent[], begin: SocketState = IDLE) {
  let state = begin;
  let effects: readonly { readonly type: string }[] = [];
  for (const event of events) ({ state, effects } = socketStep(state, event));
  return { state, effects, types: effects.map(({ type }) => type) };
}

const up: readonly SocketEvent[] = [
  { type: 'used' },
  { type: 'token', fetch: 1, token: token('first', 1000) },
  { type: 'opened', socket: 1 },
];
const askedToComeAgain: readonly SocketEvent[] = [
  ...up,
  { type: 'reconnect', withinMs: 500 },
  { type: 'wait-over', nowMs: 0 },
];

describe('the way to a relay', () => {
  it('is tried again after a token function has failed, and says so', () => {
    const events: SocketEvent[] = [
      { type: 'used' },
      { type: 'token-failed', fetch: 1, message: 'no login', nowMs: 0 },
    ];
    const { state, effects } = run(events);
    expect(effects).toEqual([{ type: 'tell-trouble', code: 'token-failed', message: 'no login' }]);
    expect(state).toMatchObject({ at: 'waiting', wait: { failures: 1 } });
    expect(run([{ type: 'wait-over', nowMs: 0 }], state).types).toEqual(['fetch-token']);
  });

  it('goes on with the old token while it is good, and fetches the new one later', () => {
    const failed = { type: 'token-failed', fetch: 2, message: 'no login', nowMs: 999 } as const;
    const opening = run([...askedToComeAgain, failed]);
    expect(opening.types).toEqual(['tell-trouble', 'tell-down', 'close', 'open']);
    expect(opening.effects.at(-1)).toMatchObject({ token: 'first' });
    const again = run(
      [
        { type: 'opened', socket: 2 },
        { type: 'wait-over', nowMs: 999 },
      ],
      opening.state,
    );
    expect(again.types).toEqual(['fetch-token']);
    expect(again.state.at).toBe('up');
    const second = run([{ type: 'token', fetch: 3, token: token('second') }], again.state);
    expect(second.effects.at(-1)).toMatchObject({ type: 'open', token: 'second' });
  });

  it('stays on its socket when the old token is good no longer', () => {
    const failed = { type: 'token-failed', fetch: 2, message: 'no login', nowMs: 1000 } as const;
    const { state, types } = run([...askedToComeAgain, failed]);
    expect(types).toEqual(['tell-trouble']);
    expect(state).toMatchObject({ at: 'up', renewal: 'failed', wait: { failures: 1 } });
  });

  it('gives up a token function that never answers', () => {
    const { state, types } = run([{ type: 'used' }, { type: 'wait-over', nowMs: 0 }]);
    expect(types).toEqual(['tell-trouble']);
    expect(state.at).toBe('waiting');
    expect(run([{ type: 'token', fetch: 1, token: token('late') }], state).types).toEqual([]);
  });

  it('ends when the relay refuses a token of fixed text, and only then', () => {
    const presented = (given: typeof fixed, code: 'unauthorized' | 'try-again') =>
      run([
        { type: 'used' },
        { type: 'token', fetch: 1, token: given },
        { type: 'refused', socket: 1, refusal: refusal(code) },
      ]);
    expect(presented(fixed, 'unauthorized').state.at).toBe('refused');
    expect(presented(fixed, 'try-again').state.at).toBe('waiting');
    expect(presented(token('x'), 'unauthorized').state).toMatchObject({
      at: 'waiting',
      token: undefined,
    });
  });

  it('takes nothing from a socket or a fetch that was given up', () => {
    const { state } = run([...up, { type: 'unanswered' }]);
    for (const type of ['opened', 'lost', 'refused'] as const) {
      const event = { type, socket: 1, message: '', refusal: refusal('unauthorized') };
      expect(run([event as SocketEvent], state)).toMatchObject({ state, types: [] });
    }
  });
});
