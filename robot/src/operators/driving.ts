import { RobotTeleop, type OperatorAccess, type TeleopOptions } from '@rtcbot-web/sdk/teleop';
import { type DrivingText, parseDrivingNews } from '../../wire/driving.js';

/** Carries JSON text of a {@link DrivingText} to the page. */
type SendText = (json: string, droppable: boolean) => void;

/**
 * Between the page, which has the operators, and what decides who drives and when the robot stops: that is done in this
 * program, not in the page. See docs/teleop.md.
 */
export class Driving {
  /** What decides. */
  readonly teleop: RobotTeleop;
  readonly #send: SendText;
  readonly #present = new Set<string>();

  constructor(options: TeleopOptions | undefined, send: SendText) {
    this.teleop = new RobotTeleop(options);
    this.#send = send;
  }

  /** Take a batch of the page's news. */
  onPageBatch(batch: string): void {
    for (const [type, id, rest, expiresInMs] of parseDrivingNews(batch)) {
      if (type === 'text') this.teleop.receive(id, rest);
      else if (type === 'leave') this.#leave(id);
      else if (type === 'signal') this.teleop.noteSignal(id, rest);
      else if (type === 'renew') this.teleop.renew(id, { role: rest, expiresInMs });
      else this.#join(id, { role: rest, expiresInMs });
    }
  }

  /** The page is lost, and every operator with it. */
  onPageDown(): void {
    for (const id of [...this.#present]) this.#leave(id);
  }

  #join(id: string, access: OperatorAccess): void {
    this.#present.add(id);
    this.teleop.join(id, access, (text, reliable) => {
      const out: DrivingText = [id, text, reliable];
      this.#send(JSON.stringify(out), !reliable);
    });
  }

  #leave(id: string): void {
    this.#present.delete(id);
    this.teleop.leave(id);
  }
}
