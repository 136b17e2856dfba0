import type { OperatorConnection, OperatorTeleop, RTCConnection } from '@rtcbot-web/sdk';

/** One per connection: its listeners cannot be taken away again, elements come and go. */
const watches = new WeakMap<OperatorTeleop, Set<() => void>>();

/** The driving side of a connection; undefined for one that cannot drive: given as a stream, or without a relay. */
export const teleopOf = (connection: RTCConnection | undefined): OperatorTeleop | undefined =>
  (connection as Partial<OperatorConnection> | undefined)?.teleop;

/**
 * Call `listener` whenever liveness or anything about control has changed. From the first call on, the robot is asked for
 * signs of life.
 * @param view - the window that shows whoever listens: the robot may be driven from it, too
 * @returns what ends that
 */
export function watchTeleop(
  teleop: OperatorTeleop,
  view: Window,
  listener: () => void,
): () => void {
  const ending = new AbortController();
  teleop.addWindow(view, { signal: ending.signal });
  let listeners = watches.get(teleop);
  if (!listeners) {
    const all = new Set<() => void>();
    const notify = (): void => {
      for (const each of [...all]) each();
    };
    teleop.onLiveness(notify);
    teleop.onControl(notify);
    watches.set(teleop, all);
    listeners = all;
  }
  listeners.add(listener);
  return () => {
    ending.abort();
    listeners.delete(listener);
  };
}
