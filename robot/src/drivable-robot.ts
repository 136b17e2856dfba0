import type { ListenOptions } from '@rtcbot-web/sdk/subscriptions';
import {
  type OperatorAccess,
  RobotTeleop,
  type ReceivedCommands,
  type SafeStopHandler,
  type Telemetry,
  type TeleopOptions,
} from '@rtcbot-web/sdk/teleop';
import { type DrivingText, parseDrivingNews } from '../wire/driving.js';
import { OperatorMessages } from './operators/operator-messages.js';

/**
 * A robot that operators drive: what comes through here may move it. Who drives is decided in this program, not
 * in the camera page, and so is when it stops. See docs/teleop.md.
 */
export abstract class DrivableRobot extends OperatorMessages {
  /** Who drives, emergency stop, what became of commands. */
  readonly teleop: RobotTeleop;
  readonly #present = new Set<string>();

  constructor(options: TeleopOptions | undefined) {
    super();
    this.teleop = new RobotTeleop(options);
    this.onSafeStop = this.onSafeStop.bind(this);
  }

  /** Commands that may move the robot: of the driver, fresh, in order. Newest wins. */
  get commands(): ReceivedCommands {
    return this.teleop.commands;
  }

  /** The robot's state for every operator: put it as often as you like, the newest goes out. */
  get telemetry(): Telemetry {
    return this.teleop.telemetry;
  }

  /**
   * Call `handler(reason, {number, signal})` when the robot must stop, and again every quarter of a second until what it
   * returns has resolved. No command comes before that. Stopping twice must do no harm.
   * @example
   * ```ts
   * robot.onSafeStop(async (reason) => {
   *   await motors.brake();
   * });
   * ```
   */
  onSafeStop<H extends SafeStopHandler>(handler: H, options?: ListenOptions): H {
    return this.teleop.onSafeStop(handler, options);
  }

  /** Subclasses carry a text to an operator. */
  protected abstract _sendDriving(json: string, droppable: boolean): void;

  /** Subclasses hand on what the page tells of driving. */
  protected _receiveDriving(batch: string): void {
    for (const [type, id, rest, expiresInMs] of parseDrivingNews(batch)) {
      if (type === 'text') this.teleop.receive(id, rest);
      else if (type === 'leave') this.#leave(id);
      else if (type === 'renew') this.teleop.renew(id, { role: rest, expiresInMs });
      else this.#join(id, { role: rest, expiresInMs });
    }
  }

  /** Subclasses tell that the page is lost, and every operator with it. */
  protected _loseDrivers(): void {
    for (const id of [...this.#present]) this.#leave(id);
  }

  #join(id: string, access: OperatorAccess): void {
    this.#present.add(id);
    this.teleop.join(id, access, (text, reliable) => {
      const out: DrivingText = [id, text, reliable];
      this._sendDriving(JSON.stringify(out), !reliable);
    });
  }

  #leave(id: string): void {
    this.#present.delete(id);
    this.teleop.leave(id);
  }
}
