import { Messenger } from './messenger.js';
import type { OperatorLink } from './operator-link.js';

/** How a data channel delivers. */
export interface RobotChannelOptions {
  /** Whether messages keep their order; default true. */
  readonly ordered?: boolean | undefined;
  /** How often a lost message is sent again; without it, until it arrives. */
  readonly maxRetransmits?: number | undefined;
}

/** A data channel of its own name to one operator, beside its messages. It closes when either side closes it. */
export class RobotChannel extends Messenger {
  /** Its name, the same on both sides. */
  readonly name: string;
  readonly #id: string;
  readonly #link: OperatorLink;
  #gone = false;

  /** @internal */
  constructor(name: string, operatorId: string, link: OperatorLink) {
    super();
    this.name = name;
    this.#id = operatorId;
    this.#link = link;
    this._setReady(true);
  }

  /** @internal Hand on what the operator sent. */
  _onMessage(message: unknown): void {
    this._put_nowait(message);
  }

  /** @internal The operator, or the channel, is gone. */
  _leave(): void {
    this.#gone = true;
    void this.close();
  }

  protected override _sendPayload(payload: string): void {
    const address = `"to":${JSON.stringify(this.#id)},"channel":${JSON.stringify(this.name)}`;
    this.#link.sendJson(`{"type":"message",${address},${payload}}`, true);
  }

  protected override _reportUnsent(error: unknown): void {
    this.#link.reportUnsent(error);
  }

  protected override _close(): void | Promise<void> {
    if (!this.#gone) this.#link.send({ type: 'close-channel', id: this.#id, channel: this.name });
    return super._close();
  }
}
