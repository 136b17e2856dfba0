import { describe, expect, it, vi } from 'vitest';
import { TimelineRecorder } from './timeline.js';

class FakePeerConnection extends EventTarget {
  signalingState = 'stable';
  connectionState = 'new';

  go(change: Partial<Pick<RTCPeerConnection, 'signalingState' | 'connectionState'>>): void {
    Object.assign(this, change);
    this.dispatchEvent(new Event('signalingstatechange'));
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  receive(): EventTarget & { muted: boolean } {
    const track = Object.assign(new EventTarget(), { muted: true });
    this.dispatchEvent(Object.assign(new Event('track'), { track }));
    return track;
  }
}

const watch = (recorder: TimelineRecorder): FakePeerConnection => {
  const pc = new FakePeerConnection();
  recorder.watch(pc as unknown as RTCPeerConnection);
  return pc;
};

describe('TimelineRecorder', () => {
  it('keeps when each step was done, the first time it was', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const recorder = new TimelineRecorder();
    vi.advanceTimersByTime(5);
    recorder.mark('relay');
    const pc = watch(recorder);
    vi.advanceTimersByTime(10);
    pc.go({ signalingState: 'have-local-offer' });
    vi.advanceTimersByTime(10);
    pc.go({ signalingState: 'stable' });
    const track = pc.receive();
    vi.advanceTimersByTime(10);
    pc.go({ connectionState: 'connected' });
    vi.advanceTimersByTime(10);
    track.muted = false;
    track.dispatchEvent(new Event('unmute'));
    const { timeline } = recorder;
    expect(timeline).toEqual({
      ...{ relayMs: 5, offerMs: 15, answerMs: 25, connectedMs: 35, mediaMs: 45 },
    });
    pc.go({ signalingState: 'have-local-offer' });
    expect(recorder.timeline).toBe(timeline);
    vi.useRealTimers();
  });

  it('begins anew with a new link, and hears no more of the one before', () => {
    const recorder = new TimelineRecorder();
    const first = watch(recorder);
    first.go({ signalingState: 'have-local-offer' });
    watch(recorder);
    expect(recorder.timeline).toEqual({});
    first.go({ connectionState: 'connected' });
    expect(recorder.timeline).toEqual({});
  });

  it('goes on in a page whose clock runs an hour behind', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(-3_600_000);
    const recorder = new TimelineRecorder();
    recorder.mark('relay');
    expect(recorder.timeline).toEqual({ relayMs: 0 });
    now.mockRestore();
  });

  it('is among the page’s performance measures, the newest of each step', () => {
    const recorder = new TimelineRecorder();
    recorder.mark('relay');
    new TimelineRecorder().mark('relay');
    expect(performance.getEntriesByName('rtcbot relay')).toHaveLength(1);
  });
});
