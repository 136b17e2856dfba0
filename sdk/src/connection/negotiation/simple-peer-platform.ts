/**
 * What simple-peer needs of Node, on the browser's own API. The build puts these in the place of
 * readable-stream, buffer, debug and the like. {@link Peer} reads the data channel itself, so the stream half
 * of simple-peer only has to emit events.
 */
import { Emitter } from '@socket.io/component-emitter';

/** Stands in for `debug`. */
export const debug = () => (): void => undefined;

/** Stands in for `get-browser-rtc`. */
export const getBrowserRTC = () =>
  typeof RTCPeerConnection === 'undefined'
    ? null
    : { RTCPeerConnection, RTCSessionDescription, RTCIceCandidate };

/** Stands in for `randombytes`, of which simple-peer uses `toString('hex')`. */
export const randomBytes = (count: number) => {
  const bytes = crypto.getRandomValues(new Uint8Array(count));
  return {
    toString: () => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
};

/** Stands in for `queue-microtask`. */
export const microtask = (task: () => void): void => {
  queueMicrotask(task);
};

/** Stands in for `err-code`. The browser's own errors may have a `code` that cannot be set, hence a new one. */
export const errCode = (cause: Error, code: string): Error =>
  Object.assign(new Error(cause.message, { cause }), { code });

/** Stands in for `buffer`. */
export const Buffer = { from: (data: unknown): unknown => data };

/** Stands in for `readable-stream`'s Duplex. */
export class Duplex extends Emitter<Record<string, () => void>, Record<string, () => void>> {
  readonly _readableState = { ended: true };
  readonly _writableState = { finished: true };

  /** simple-peer passes stream options, which the emitter would take for an object to extend. */
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it drops the arguments
  constructor() {
    super();
  }

  push(): boolean {
    return true;
  }

  end(): void {
    return undefined;
  }
}
