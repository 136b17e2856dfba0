import { describe, expect, it } from 'vitest';
import { isNeutral, neutralOf } from './shared/command.js';
import { Deadman } from './operator/deadman.js';
import { estimatePictureAge } from './operator/picture/glass-to-glass.js';
import { LinkClock } from './operator/link-clock.js';
import { LivenessJudge } from './operator/liveness.js';
import { limitCommand, parseOperatorMessage } from './robot/robot-wire.js';

describe('a neutral command', () => {
  it.each([
    [{}, true],
    [{ linearMetersPerSec: 0, angularRadPerSec: -0 }, true],
    [{ arm: { joints: [0, 0] }, horn: false }, true],
    [{ linearMetersPerSec: 0, gear: 'forward' }, false],
    [{ linearMetersPerSec: '5' }, false],
    [{ arm: { joints: [0, 'up'] } }, false],
    [{ tool: null }, false],
    [{ until: new Date(0) }, false],
    [{ linearMetersPerSec: 0.001 }, false],
    [{ arm: { joints: [0, 0.1] } }, false],
    [{ horn: true }, false],
  ])('%j: %s', (command, expected) => {
    expect(isNeutral(command)).toBe(expected);
    expect(isNeutral(neutralOf(command))).toBe(true);
  });
});

describe('what operators send', () => {
  const stamp = { seq: 1, atMs: 5 };

  it.each([
    { type: 'heartbeat', ...stamp, echoMs: 2, heldMs: 3 },
    { type: 'heartbeat', ...stamp, pictureMs: 120 },
    { type: 'heartbeat', ...stamp, pictureMs: null },
    { type: 'command', ...stamp, epoch: 7, data: { linearMetersPerSec: 1 } },
    { type: 'hello', instance: 'page' },
    { type: 'hand-over', to: 'bob' },
    { type: 'stop' },
  ])('reads %j', (message) => {
    expect(parseOperatorMessage(JSON.stringify(message))).toEqual(message);
  });

  it.each([
    'nonsense',
    '[]',
    'null',
    '{"type":"drive"}',
    '{"type":"heartbeat"}',
    '{"type":"heartbeat","seq":1.5,"atMs":0}',
    '{"type":"heartbeat","seq":1,"atMs":1e999}',
    '{"type":"heartbeat","seq":1,"atMs":0,"echoMs":"0"}',
    '{"type":"heartbeat","seq":1,"atMs":0,"heldMs":-1}',
    '{"type":"heartbeat","seq":1,"atMs":0,"pictureMs":-1}',
    '{"type":"heartbeat","seq":1,"atMs":0,"pictureMs":"new"}',
    '{"type":"heartbeat","seq":1,"atMs":0,"pictureMs":1e999}',
    '{"type":"command","seq":1,"atMs":0,"data":{}}',
    '{"type":"command","seq":1,"atMs":0,"epoch":1,"data":[1]}',
    '{"type":"hand-over","to":""}',
    `{"type":"hello","instance":"${'x'.repeat(65)}"}`,
    `{"type":"command","seq":1,"atMs":0,"epoch":1,"data":{"x":"${'x'.repeat(20_000)}"}}`,
  ])('refuses %.60s', (text) => {
    expect(parseOperatorMessage(text)).toBeUndefined();
  });

  it('are brought within limits, whatever else is in them', () => {
    const limits = { linearMetersPerSec: 0.5 };
    expect(limitCommand({ linearMetersPerSec: -9, x: 'y' }, limits)).toEqual({
      linearMetersPerSec: -0.5,
      x: 'y',
    });
    expect(limitCommand({ linearMetersPerSec: 'fast' }, limits)).toBeUndefined();
    expect(limitCommand({ linearMetersPerSec: [1] }, limits)).toBeUndefined();
  });
});

describe('the clock of the other side', () => {
  it('is known to half of the quickest round trip, an hour of skew and all', () => {
    const clock = new LinkClock();
    const skewMs = 3_600_000;
    for (const [index, delayMs] of [40, 5, 90].entries()) {
      const sentMs = index * 100;
      const receivedMs = sentMs + delayMs + 10;
      clock.add({ sentMs, receivedMs, remoteMs: sentMs + delayMs + skewMs });
    }
    const { rttMs, clockOffsetMs, clockErrorMs, jitterMs } = clock.quality!;
    expect(rttMs).toBe(100);
    expect(clockErrorMs).toBe(7.5);
    expect(Math.abs(clockOffsetMs - skewMs)).toBeLessThanOrEqual(clockErrorMs);
    expect(jitterMs).toBeGreaterThan(0);
    clock.reset();
    expect(clock.quality).toBeUndefined();
  });
});

describe('liveness', () => {
  const look = (judge: LivenessJudge, fromMs: number, toMs: number, isConnected = true) => {
    let liveness = judge.look(fromMs, isConnected);
    for (let ms = fromMs; ms <= toMs; ms += 33) liveness = judge.look(ms, isConnected);
    return liveness;
  };

  it('goes from live to stale to lost within 0.75 s of the last proof', () => {
    const judge = new LivenessJudge();
    judge.prove(0, 10);
    expect(look(judge, 10, 400)).toBe('live');
    expect(look(judge, 420, 600)).toBe('stale');
    expect(look(judge, 620, 750)).toBe('lost');
    judge.prove(870, 880);
    expect(judge.look(890, true)).toBe('live');
  });

  it('is never live without a proof, and stale where the browser alone says that there is a link', () => {
    expect(look(new LivenessJudge(), 0, 5_000)).toBe('stale');
    expect(look(new LivenessJudge(), 0, 5_000, false)).toBe('lost');
  });

  it('is stale when the proof was long under way', () => {
    const judge = new LivenessJudge();
    judge.prove(0, 900);
    expect(judge.look(910, true)).toBe('stale');
  });

  it('does not blame the robot for our own sleep', () => {
    const judge = new LivenessJudge();
    judge.prove(0, 10);
    look(judge, 10, 100);
    expect(judge.look(5_000, true)).toBe('stale');
    expect(look(judge, 5_000, 5_500)).toBe('lost');
  });

  it('believes the browser when it says that the link is gone', () => {
    const judge = new LivenessJudge();
    judge.prove(0, 10);
    look(judge, 10, 430, false);
    expect(judge.look(440, false)).toBe('lost');
  });
});

describe('the dead-man switch', () => {
  const MOVE = { linearMetersPerSec: 1 };
  const REST = { linearMetersPerSec: 0 };

  it('lets out what is held, until it trips; then only after it was let go', () => {
    const deadman = new Deadman(() => true);
    deadman.put(MOVE);
    expect(deadman.output).toBe(MOVE);
    deadman.trip();
    expect(deadman.output).toBeUndefined();
    deadman.put({ ...MOVE });
    expect(deadman.mustLetGo).toBe(true);
    expect(deadman.output).toBeUndefined();
    deadman.put(REST);
    deadman.put(MOVE);
    expect(deadman.output).toBe(MOVE);
  });

  it('lets nothing begin without attention', () => {
    let hasAttention = false;
    const deadman = new Deadman(() => hasAttention);
    deadman.put(MOVE);
    hasAttention = true;
    deadman.put(MOVE);
    expect(deadman.output).toBeUndefined();
  });

  it('once there is a button to hold, it must be held', () => {
    const deadman = new Deadman(() => true);
    deadman.hold(false);
    deadman.put(MOVE);
    expect(deadman.output).toBeUndefined();
    deadman.hold(true);
    expect(deadman.output).toBe(MOVE);
    deadman.hold(false);
    deadman.hold(true);
    expect(deadman.output).toBeUndefined();
  });
});

describe('the age of a picture', () => {
  const link = { rttMs: 40, jitterMs: 2, clockOffsetMs: 0, clockErrorMs: 10 };

  it('is told with how far off it can be', () => {
    const age = estimatePictureAge({ captureTime: 1_000, expectedDisplayTime: 1_080 }, link);
    expect(age).toEqual({ latencyMs: 80, errorMs: 42 });
  });

  it('is not made up', () => {
    expect(estimatePictureAge({ expectedDisplayTime: 1 }, link)).toBeUndefined();
    expect(
      estimatePictureAge({ captureTime: 1, expectedDisplayTime: 1 }, undefined),
    ).toBeUndefined();
  });
});
