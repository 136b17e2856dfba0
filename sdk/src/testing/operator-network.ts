import type { Command } from '../teleop/shared/command.js';
import type { OperatorMessage } from '../teleop/shared/wire.js';
import type { PictureModel } from './picture-model.js';
import type { Id, Packet } from './world-steps.js';

/** Operators with clocks of their own, and a network that loses, reorders and repeats what they send. */
export class OperatorNetwork {
  readonly #skewMs: Readonly<Record<Id, number>>;
  readonly #clock: () => number;
  readonly #pictures: PictureModel;
  readonly #packets: Packet[] = [];
  readonly #seq = new Map<Id, number>();
  readonly #echo = new Map<Id, { robotMs: number; receivedMs: number }>();

  /**
   * @param clock - the true time, in ms
   * @param pictures - what operators see
   */
  constructor(skewMs: Readonly<Record<Id, number>>, clock: () => number, pictures: PictureModel) {
    this.#skewMs = skewMs;
    this.#clock = clock;
    this.#pictures = pictures;
  }

  /** An operator sends something, stamped by its own clock. */
  send(from: Id, what: 'heartbeat' | 'rest' | 'move', epoch: number): void {
    const nowMs = this.#clock();
    const seq = (this.#seq.get(from) ?? 0) + 1;
    this.#seq.set(from, seq);
    const echo = this.#echo.get(from);
    const stamp = {
      seq,
      atMs: nowMs + this.#skewMs[from],
      ...(echo && { echoMs: echo.robotMs, heldMs: nowMs - echo.receivedMs }),
      pictureMs: this.#pictures.reportOf(from, nowMs),
    };
    const data: Command = { linearMetersPerSec: what === 'move' ? 1 : 0 };
    const message: OperatorMessage =
      what === 'heartbeat'
        ? { type: 'heartbeat', ...stamp }
        : { type: 'command', ...stamp, epoch, data };
    this.#packets.push({ from, sentMs: nowMs, message });
  }

  /** The robot's answer has reached an operator. @param robotMs - the robot's stamp in it */
  answer(to: Id, robotMs: number): void {
    this.#echo.set(to, { robotMs, receivedMs: this.#clock() });
  }

  /** A packet arrives, if any is under way. @param keep - it comes once more later */
  arrive(pick: number, keep: boolean): Packet | undefined {
    if (this.#packets.length === 0) return undefined;
    const at = this.#packets.length - 1 - (pick % this.#packets.length);
    const packet = this.#packets[at];
    if (!keep) this.#packets.splice(at, 1);
    return packet;
  }
}
