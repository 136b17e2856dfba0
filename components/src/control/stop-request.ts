import { Listeners, type ListenOptions, type OperatorTeleop } from '@rtcbot-web/sdk';

/** One per connection, whichever element asks. */
const requests = new WeakMap<OperatorTeleop, StopRequest>();

/** Wants an emergency stop until the robot knows of it, however long that takes. */
export class StopRequest {
  readonly #teleop: OperatorTeleop;
  readonly #changes = new Listeners<void>();
  #wantedSinceMs: number | undefined;

  private constructor(teleop: OperatorTeleop) {
    this.#teleop = teleop;
  }

  /** The one of a connection. */
  static of(teleop: OperatorTeleop): StopRequest {
    const request = requests.get(teleop) ?? new StopRequest(teleop);
    requests.set(teleop, request);
    return request;
  }

  /** For how long it has been wanted without the robot knowing; undefined if it is not. */
  get wantedMs(): number | undefined {
    return this.#wantedSinceMs === undefined ? undefined : performance.now() - this.#wantedSinceMs;
  }

  /** Call `listener` when that changes. */
  onChange(listener: () => void, options?: ListenOptions): void {
    this.#changes.add(listener, options);
  }

  /** Stop, now. */
  begin(): void {
    const isNew = this.#wantedSinceMs === undefined;
    this.#wantedSinceMs ??= performance.now();
    // Every press is said again, whatever we believe to know.
    const said = this.#teleop.stop();
    if (isNew) void this.#insist(said);
    else said.catch(() => undefined);
    this.#changes.emit();
  }

  /** It is not wanted any more: somebody resumes. */
  end(): void {
    this.#wantedSinceMs = undefined;
    this.#changes.emit();
  }

  async #insist(said: Promise<void>): Promise<void> {
    for (let saying = said; ; saying = this.#teleop.stop()) {
      try {
        await saying;
        break; // the robot knows
      } catch {
        if (this.#wantedSinceMs === undefined || this.#teleop.commands.closed) return;
        this.#changes.emit();
      }
    }
    this.end();
  }
}
