import { RtcError } from '../../errors.js';
import type { StateMessage } from '../shared/wire.js';

/** How long it is repeated before it counts as not delivered. */
const PATIENCE_MS = 5_000;

/**
 * An emergency stop on its way: said again and again until the robot says that it has stopped. Only what the robot says after it
 * was asked for counts: what was known before may long be over.
 */
export class EmergencyStop {
  readonly #say: () => void;
  readonly #waiting = new Set<(isConfirmed: boolean) => void>();
  #sinceMs: number | undefined;

  /** @param say - tells the robot */
  constructor(say: () => void) {
    this.#say = say;
  }

  /**
   * Ask for it, at once.
   * @throws RtcError `stop-unconfirmed`, as a rejection, if the robot has not confirmed it in time
   */
  async begin(nowMs: number): Promise<void> {
    this.#sinceMs = nowMs;
    this.#say();
    const isConfirmed = await new Promise<boolean>((resolve) => this.#waiting.add(resolve));
    if (isConfirmed) return;
    throw new RtcError(
      'stop-unconfirmed',
      'The robot has not confirmed the emergency stop. It stops by itself when it hears nothing from the driver.',
    );
  }

  /** Ask again, or give up; to be called ten times a second. */
  repeat(nowMs: number): void {
    if (this.#sinceMs === undefined) return;
    if (nowMs - this.#sinceMs > PATIENCE_MS) this.end(false);
    else this.#say();
  }

  /** The robot has said how it stands: a stop that others have pressed is not ours. */
  hear({ you, stop }: StateMessage): void {
    if (!stop?.confirmed) return;
    const isOurs =
      stop.latches?.some(({ origin, id }) => origin === 'operator' && id === you) ?? true;
    if (stop.reason === 'robot-closed' || (stop.reason === 'emergency' && isOurs)) this.end(true);
  }

  /** It is over, one way or the other. */
  end(isConfirmed: boolean): void {
    this.#sinceMs = undefined;
    for (const resolve of this.#waiting) resolve(isConfirmed);
    this.#waiting.clear();
  }
}
