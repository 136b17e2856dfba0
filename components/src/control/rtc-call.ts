import { RtcError } from '@rtcbot-web/sdk';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { RtcErrorEvent } from '../events.js';
import { millisecondsConverter } from '../media/attribute-converters.js';
import { adoptProperties } from '../media/media-mirror.js';
import { warnOnce } from '../warn-once.js';
import { callText, type CallStatus } from './call-status.js';
import { RtcCallChangeEvent } from './drive-events.js';
import { callStyles } from './rtc-call.styles.js';
import { RtcTeleopElement } from './rtc-teleop-element.js';

const DEFAULT_TIMEOUT_MS = 15_000;

/** `args`: JSON. */
const argsConverter = {
  fromAttribute(value: string | null): unknown {
    if (value === null) return undefined;
    try {
      return JSON.parse(value);
    } catch {
      warnOnce(`args="${value}" is not JSON; the method is called without arguments.`);
      return undefined;
    }
  },
};

/**
 * A button that calls a method of the robot, and says whether it has done it.
 *
 * @tag rtc-call
 * @summary A button that has the robot do something, and says what came of it.
 * @attr {string} method - name of the method, as the robot's program has exposed it
 * @attr {string} args - its arguments, as JSON; default: none
 * @attr {number} timeout-ms - how long the answer is waited for, in milliseconds; default 15000
 * @fires {RtcCallChangeEvent} rtc-call-change - `status` has changed
 * @fires {RtcErrorEvent} rtc-error - the call has failed, or the element's own connection
 * @slot - words on the button; default: the name of the method
 * @csspart button - the button
 * @csspart cancel - the button that gives the call up, while it is under way
 * @cssproperty --rtc-button-color - words on the button
 * @cssproperty --rtc-button-background-color - ground of the button
 * @cssstate idle - not called yet, or given up
 * @cssstate busy - the robot has been called
 * @cssstate done - the robot has answered
 * @cssstate failed - it has not done it, or nobody knows
 *
 * @example
 * ```html
 * <rtc-robot robot="rover-1"><rtc-call method="dock" args='{"side":"left"}'>Dock</rtc-call></rtc-robot>
 * ```
 */
export class RtcCall extends RtcTeleopElement {
  static override readonly properties: PropertyDeclarations = {
    method: { type: String },
    args: { converter: argsConverter },
    timeoutMs: {
      attribute: 'timeout-ms',
      converter: millisecondsConverter('timeout-ms', DEFAULT_TIMEOUT_MS),
    },
  };

  static override readonly styles = callStyles;

  /** Name of the method. */
  declare method: string | null;
  /** Its arguments, any JSON value. */
  declare args: unknown;
  /** How long the answer is waited for, in milliseconds; 15,000 by default. */
  declare timeoutMs: number;

  #status: CallStatus = 'idle';
  #result: unknown;
  #error: Error | undefined;
  #progress: unknown;
  #running: Promise<unknown> | undefined;
  #givingUp = new AbortController();

  constructor() {
    super();
    this.method = null;
    this.args = undefined;
    this.timeoutMs = DEFAULT_TIMEOUT_MS;
    this.call = this.call.bind(this);
    this.cancel = this.cancel.bind(this);
    adoptProperties(this);
  }

  /** What has become of the last call. */
  get status(): CallStatus {
    return this.#status;
  }

  /** What the robot has answered, while `status` is `done`. */
  get result(): unknown {
    return this.#result;
  }

  /** Why it has failed, while `status` is `failed`; its `code` is one of those of `conn.call`. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** How far the robot says it is, while `status` is `busy`. */
  get progress(): unknown {
    return this.#progress;
  }

  /**
   * Call the method, as a click does. While a call is under way it is that one. Bound.
   * @returns what the robot has answered
   * @throws CallError and others, as a rejection: see `conn.call`; RtcError `bad-state` without a connection
   */
  call(): Promise<unknown> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Give up the call that is under way: the robot is told. Bound. */
  cancel(): void {
    this.#givingUp.abort();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._refresh();
  }

  protected override _refresh(): void {
    this._setState(this.#status);
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const isBusy = this.#status === 'busy';
    const isConnected = this.#isConnected;
    const facts = { isConnected, progress: this.#progress, error: this.#error };
    return html`<div class="row ${this.#status}">
      <button
        type="button"
        part="button"
        class="main"
        aria-busy=${isBusy}
        aria-disabled=${isBusy || !isConnected}
        @click=${this.#onClick}
      >
        <slot>${this.method}</slot>
      </button>
      ${isBusy ? html`<button type="button" part="cancel" @click=${this.cancel}>Cancel</button>` : nothing}
      <p part="status" role="status">${callText(this.#status, facts)}</p>
    </div>`;
  }

  async #run(): Promise<unknown> {
    const givingUp = new AbortController();
    this.#givingUp = givingUp;
    this.#set('busy', {});
    try {
      const { connection, method } = this;
      if (!connection) throw new RtcError('bad-state', 'There is no connection to a robot.');
      if (!method) throw new RtcError('bad-argument', 'The attribute method is missing.');
      const result = await connection.call(method, this.args, {
        timeoutMs: this.timeoutMs,
        signal: givingUp.signal,
        onProgress: (value) => {
          this.#progress = value;
          this._refresh();
        },
      });
      this.#set('done', { result });
      return result;
    } catch (error) {
      if (givingUp.signal.aborted) this.#set('idle', {});
      else this.#fail(error);
      throw error;
    }
  }

  #fail(error: unknown): void {
    const failure = error instanceof RtcError ? error : new RtcError('call-failed', String(error));
    this.#set('failed', { error: failure });
    this.dispatchEvent(new RtcErrorEvent(failure));
  }

  #set(status: CallStatus, { result, error }: { result?: unknown; error?: Error }): void {
    this.#status = status;
    this.#result = result;
    this.#error = error;
    this.#progress = undefined;
    this._refresh();
    this.dispatchEvent(new RtcCallChangeEvent(status));
  }

  get #isConnected(): boolean {
    return this.connection?.connectionState === 'connected';
  }

  readonly #onClick = (): void => {
    if (this.#status === 'busy' || !this.#isConnected) return;
    // Its status and the event tell of it.
    this.call().catch(() => undefined);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-call': RtcCall;
  }
}
