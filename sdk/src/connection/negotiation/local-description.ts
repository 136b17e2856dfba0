/** When a description without trickle is complete enough to be sent. */

/** Longest wait for candidates, in ms: a STUN server that never answers must not cost more. */
export const MAX_GATHERING_MS = 1000;

/**
 * Longest and shortest wait after the last useful candidate, in ms, for more of its kind. In between it is the time
 * that candidates have taken so far: where the first come quickly, the others are close behind.
 */
const MAX_QUIET_MS = 50;
const MIN_QUIET_MS = 5;

/** What is known of the gathering of candidates at some moment. */
export interface Gathering {
  readonly complete: boolean;
  /** Candidate types found so far: host, srflx, relay. */
  readonly found: ReadonlySet<string>;
  /** Candidate types that the configured servers promise. */
  readonly expected: ReadonlySet<string>;
  readonly sinceStartMs: number;
  readonly sinceLastCandidateMs: number;
}

/** How long to go on waiting, in ms; 0 if the description can be sent. */
export function gatheringWaitMs(gathering: Gathering): number {
  const left = MAX_GATHERING_MS - gathering.sinceStartMs;
  if (gathering.complete || left <= 0) return 0;
  const all = [...gathering.expected].every((type) => gathering.found.has(type));
  if (!all) return left;
  const tookMs = gathering.sinceStartMs - gathering.sinceLastCandidateMs;
  const quietMs = Math.max(MIN_QUIET_MS, Math.min(MAX_QUIET_MS, tookMs));
  return Math.max(0, Math.min(left, quietMs - gathering.sinceLastCandidateMs));
}

/** Candidate types that a configuration can bring: host always, srflx with STUN, relay with TURN. */
export function expectedCandidateTypes(configuration: RTCConfiguration): Set<string> {
  const types = new Set(configuration.iceTransportPolicy === 'relay' ? [] : ['host']);
  for (const { urls } of configuration.iceServers ?? []) {
    for (const url of [urls].flat()) {
      if (/^turns?:/.test(url)) types.add('relay');
      else if (configuration.iceTransportPolicy !== 'relay') types.add('srflx');
    }
  }
  return types;
}

/** Resolve once the local description of `pc` holds the candidates that are worth waiting for. */
export function gathered(pc: RTCPeerConnection, configuration: RTCConfiguration): Promise<void> {
  const expected = expectedCandidateTypes(configuration);
  const found = new Set<string>();
  const startMs = performance.now();
  let lastMs = startMs;
  return new Promise((resolve) => {
    const done = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = (): void => {
      clearTimeout(timer);
      const nowMs = performance.now();
      const waitMs = gatheringWaitMs({
        complete: pc.iceGatheringState === 'complete' || pc.signalingState === 'closed',
        found,
        expected,
        sinceStartMs: nowMs - startMs,
        sinceLastCandidateMs: nowMs - lastMs,
      });
      if (waitMs > 0) {
        timer = setTimeout(check, waitMs);
        return;
      }
      done.abort();
      resolve();
    };
    const { signal } = done;
    pc.addEventListener(
      'icecandidate',
      ({ candidate }) => {
        if (candidate?.type) found.add(candidate.type);
        lastMs = performance.now();
        check();
      },
      { signal },
    );
    pc.addEventListener('icegatheringstatechange', check, { signal });
    check();
  });
}

/** Call `listener` once `pc` has both descriptions. */
export function onceStable(pc: RTCPeerConnection, listener: () => void): void {
  const settled = new AbortController();
  const check = (): void => {
    if (pc.signalingState !== 'stable') return;
    settled.abort();
    listener();
  };
  pc.addEventListener('signalingstatechange', check, { signal: settled.signal });
}
