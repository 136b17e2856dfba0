import { RtcError, type ControlState } from '@rtcbot-web/sdk';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { CheckTimer } from '../check-timer.js';
import {
  controlStatus,
  controlText,
  waitingOthers,
  type ControlFacts,
  type ControlStatus,
} from './control-view.js';
import { RtcControlChangeEvent } from './drive-events.js';
import { formatSpan, shortName } from './drive-state.js';
import { RtcErrorEvent } from '../events.js';
import { adoptProperties } from '../media/media-mirror.js';
import { controlStyles } from './rtc-control.styles.js';
import { RtcTeleopElement } from './rtc-teleop-element.js';

/**
 * The driver and since when, with buttons to take control and give it back. The driver sees who waits, and can hand over to them
 * or refuse. Viewers see the driver.
 *
 * @tag rtc-control
 * @summary Shows the driver of the robot; takes and gives back control.
 * @fires {RtcControlChangeEvent} rtc-control-change - `control` has changed
 * @fires {RtcErrorEvent} rtc-error - control was refused (`control-denied`)
 * @csspart time - since when, and how much is left
 * @csspart request - the button that asks for control
 * @csspart release - the button that gives it back, or takes the request back
 * @csspart requests - who waits
 * @csspart grant - the button that hands over
 * @csspart deny - the button that refuses
 * @cssproperty --rtc-control-width - width of the element; default 320px
 * @cssproperty --rtc-button-color - words on the main button
 * @cssproperty --rtc-button-background-color - ground of the main button
 * @cssstate mine - this page drives
 * @cssstate waiting - this page has asked for control
 * @cssstate held - somebody else drives
 * @cssstate free - nobody drives
 * @cssstate viewer - this page can never drive
 * @cssstate disconnected - the robot cannot be reached
 *
 * @example
 * ```html
 * <rtc-robot robot="rover-1"><rtc-control></rtc-control></rtc-robot>
 * ```
 */
export class RtcControl extends RtcTeleopElement {
  static override readonly properties: PropertyDeclarations = {
    nameOf: { attribute: false },
  };

  static override readonly styles = controlStyles;

  /** How to call an operator; by default by the beginning of its id. */
  declare nameOf: (operatorId: string) => string;

  #seen: ControlState | undefined;
  #status: ControlStatus = 'disconnected';
  #asked = 0;
  #isAsking = false;
  readonly #clock = new CheckTimer(this, () => this._refresh());

  constructor() {
    super();
    this.nameOf = shortName;
    this.request = this.request.bind(this);
    this.release = this.release.bind(this);
    adoptProperties(this);
  }

  /** The driver, as this page sees it. */
  get status(): ControlStatus {
    return this.#status;
  }

  /** Ask for control. A refusal fires `rtc-error`. Bound. */
  request(): void {
    const teleop = this._teleop;
    if (!teleop || this.#isAsking) return;
    const asked = ++this.#asked;
    this.#isAsking = true;
    void teleop
      .requestControl()
      .catch((error: unknown) => {
        // What was taken back, or asked over a connection that is gone, is no news.
        if (asked === this.#asked && error instanceof RtcError) {
          this.dispatchEvent(new RtcErrorEvent(error));
        }
      })
      .finally(() => {
        if (asked === this.#asked) this.#endAsking();
      });
    this._refresh();
  }

  /** Give control back, or take the request back. Bound. */
  release(): void {
    this.#endAsking();
    this._teleop?.releaseControl();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clock.set(undefined);
  }

  /** @internal */
  override _connectionChanged(
    ...[connection]: Parameters<RtcTeleopElement['_connectionChanged']>
  ): void {
    super._connectionChanged(connection);
    this.#endAsking();
  }

  protected override _refresh(): void {
    const { control } = this;
    this.#status = controlStatus(this.#facts);
    this._setState(this.#status);
    this.#clock.set(this._isShown && control.holder ? 1000 : undefined);
    this.requestUpdate();
    if (control === this.#seen) return;
    this.#seen = control;
    this.dispatchEvent(new RtcControlChangeEvent(control));
  }

  protected override render(): TemplateResult {
    const { label, detail } = controlText(this.#status, this.#facts, (id) => this.#nameOf(id));
    return html`<section class="card ${this.#status}" aria-label="Control">
      <p part="status" role="status">
        <span>${label}</span>${detail ? html`<small>${detail}</small>` : nothing}
      </p>
      ${this.#time()} ${this.#actions()} ${this.#requests()}
    </section>`;
  }

  #time(): TemplateResult | typeof nothing {
    const { holder } = this.control;
    if (!holder || this.#status === 'disconnected') return nothing;
    const nowMs = performance.now();
    const left = holder.untilMs === undefined ? '' : `, ${formatSpan(holder.untilMs - nowMs)} left`;
    return html`<p part="time" class="quiet">for ${formatSpan(nowMs - holder.sinceMs)}${left}</p>`;
  }

  #actions(): TemplateResult | typeof nothing {
    const button = (part: string, label: string, act: () => void): TemplateResult =>
      html`<div class="actions">
        <button type="button" part=${part} class=${part === 'request' ? 'main' : ''} @click=${act}>
          ${label}
        </button>
      </div>`;
    switch (this.#status) {
      case 'mine':
        return button('release', 'Give control back', this.release);
      case 'waiting':
        return button('release', 'Take the request back', this.release);
      case 'held':
        return button('request', 'Ask for control', this.request);
      case 'free':
        return button('request', 'Take control', this.request);
      default:
        return nothing;
    }
  }

  #requests(): TemplateResult | typeof nothing {
    const others = waitingOthers(this.control);
    if (others.length === 0 || this.#status === 'disconnected') return nothing;
    const name = (id: string): string => this.#nameOf(id);
    if (this.#status !== 'mine') {
      return html`<p part="requests" class="quiet">Waiting: ${others.map(name).join(', ')}</p>`;
    }
    const item = (id: string): TemplateResult => {
      const actions = [
        ['grant', 'Hand over', () => this._teleop?.handOver(id)],
        ['deny', 'Refuse', () => this._teleop?.deny(id)],
      ] as const;
      return html`<li>
        <span>${name(id)} wants control</span>
        ${actions.map(
          ([part, label, act]) =>
            html`<button
              type="button"
              part=${part}
              aria-label="${label}: ${name(id)}"
              @click=${act}
            >
              ${label}
            </button>`,
        )}
      </li>`;
    };
    return html`<ul part="requests" aria-live="polite">
      ${others.map(item)}
    </ul>`;
  }

  get #facts(): ControlFacts {
    return {
      ...{ liveness: this._liveness, control: this.control, isAsking: this.#isAsking },
      isPictureTooOld: this._teleop?.picture.isTooOld === true,
    };
  }

  /** A page's own function may fail, or be none. */
  #nameOf(operatorId: string): string {
    if (operatorId === this.control.operatorId) return 'You';
    try {
      return this.nameOf(operatorId) || shortName(operatorId);
    } catch {
      return shortName(operatorId);
    }
  }

  #endAsking(): void {
    this.#asked++;
    this.#isAsking = false;
    this._refresh();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-control': RtcControl;
  }
}
