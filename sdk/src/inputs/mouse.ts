import { buttonChanges, movements, type MouseChange, type MouseInput } from './mouse-state.js';
import { PageInput, timestampOf } from './page-input.js';

/**
 * Outputs buttons, movements and wheel of the mouse over an element. Nothing is kept from the page.
 *
 * A button that goes down over the element is followed until it comes up, wherever that is; it is reported as up
 * when the window loses the focus, the page is hidden or left, a context menu opens, or the mouse is closed.
 *
 * @see rtcbot/inputs.py, `Mouse`; RTCBot's JavaScript has none
 * @example
 * ```ts
 * const mouse = new Mouse(document.querySelector('video'));
 * mouse.subscribe(({ code, state }) => console.log(code, state));
 * ```
 */
export class Mouse extends PageInput<MouseInput> {
  readonly #target: EventTarget;
  #buttons = 0;

  /** @param target - the element; by default the whole page */
  constructor(target: EventTarget | null = window) {
    super();
    this.#target = target ?? window;
    this._listen('mousedown', (event) => this.#onButtons(event));
    this._listen('mouseup', (event) => this.#onButtons(event));
    this._listen('mousemove', (event) => this.#onMove(event));
    this._listen('wheel', (event) => this.#onWheel(event));
    const onContextMenu = (event: Event): void => {
      // Its menu takes the mouse: the page does not see the button come up.
      if (!event.defaultPrevented) this._release();
    };
    this._listen('contextmenu', onContextMenu, false);
    this._setReady(true);
  }

  protected override _release(): void {
    this.#setButtons(0, Date.now());
  }

  #onButtons(event: MouseEvent): void {
    const goesDown = event.type === 'mousedown' && this.#isOver(event);
    this.#setButtons(goesDown ? event.buttons : event.buttons & this.#buttons, timestampOf(event));
  }

  #onMove(event: MouseEvent): void {
    // A button that came up outside of the window shows in the next movement.
    this.#onButtons(event);
    if (this.#buttons === 0 && !this.#isOver(event)) return;
    this.#output(movements({ REL_X: event.movementX, REL_Y: event.movementY }), timestampOf(event));
  }

  #onWheel(event: WheelEvent): void {
    if (!this.#isOver(event)) return;
    const turned = { REL_WHEEL: Math.sign(-event.deltaY), REL_HWHEEL: Math.sign(event.deltaX) };
    this.#output(movements(turned), timestampOf(event));
  }

  #setButtons(buttons: number, timestamp: number): void {
    const changes = buttonChanges(this.#buttons, buttons);
    this.#buttons = buttons;
    this.#output(changes, timestamp);
  }

  #output(changes: readonly MouseChange[], timestamp: number): void {
    for (const change of changes) this._put_nowait({ timestamp, ...change });
  }

  #isOver(event: Event): boolean {
    return event.composedPath().includes(this.#target);
  }
}
