import type { HostMessage, OperatorRole } from './bridge-messages.js';
import { Messenger } from './messenger.js';

/** What a {@link RobotOperator} needs of its robot. */
export interface OperatorLink {
  /** Carry JSON text of a {@link HostMessage} to the page. */
  readonly sendJson: (json: string, droppable: boolean) => void;
  readonly send: (message: HostMessage) => void;
  /** A value that was put could not be sent. */
  readonly reportUnsent: (error: unknown) => void;
}

/**
 * One operator that is connected to the robot: what it sends comes out of `subscribe`, what is put goes to it
 * alone. It closes when the operator leaves; one that comes back is a new object.
 */
export class RobotOperator extends Messenger {
  /** Stays the same when the operator's link heals or its page asks again. */
  readonly id: string;
  /** A `viewer` may look and listen, never drive. */
  readonly role: OperatorRole;
  readonly #link: OperatorLink;
  #left = false;

  /** @internal */
  constructor(id: string, role: OperatorRole, link: OperatorLink) {
    super();
    this.id = id;
    this.role = role;
    this.#link = link;
    this._setReady(true);
  }

  /** @internal Hand on what the operator sent. */
  _receive(message: unknown): void {
    this._put_nowait(message);
  }

  /** @internal The operator is gone. */
  _leave(): void {
    this.#left = true;
    void this.close();
  }

  protected override _sendJson(json: string): void {
    this.#link.sendJson(`{"type":"message","to":${JSON.stringify(this.id)},"data":${json}}`, true);
  }

  protected override _reportUnsent(error: unknown): void {
    this.#link.reportUnsent(error);
  }

  protected override _close(): void | Promise<void> {
    if (!this.#left) this.#link.send({ type: 'close-operator', id: this.id });
    return super._close();
  }
}
