/** What a {@link HeldPointer} tells. */
export interface PointerListener {
  /** The pointer is this far from where it went down, in pixels of the window; down is positive. */
  moved(x: number, y: number): void;
  /** It came up, was lost or was taken away: for whoever holds something, that is over. */
  released(): void;
}

/**
 * Follows one finger, mouse or pen from where it goes down on an element until it comes up or is lost, wherever it goes. Other
 * pointers are left alone meanwhile.
 */
export class HeldPointer {
  readonly #element: HTMLElement;
  readonly #listener: PointerListener;
  #held: { readonly id: number; readonly x: number; readonly y: number } | undefined;

  /**
   * @param element - where it may go down
   * @param listener - whom to tell
   * @param signal - ends it
   */
  constructor(element: HTMLElement, listener: PointerListener, signal: AbortSignal) {
    this.#element = element;
    this.#listener = listener;
    const on = (type: string, handle: (event: PointerEvent) => void): void => {
      element.addEventListener(type, (event) => handle(event as PointerEvent), { signal });
    };
    on('pointermove', (event) => {
      this.#move(event);
    });
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      on(type, ({ pointerId }) => {
        if (pointerId === this.#held?.id) this.end();
      });
    }
    on('contextmenu', (event) => {
      event.preventDefault(); // a long press opens one, and takes the pointer away
    });
  }

  /** A pointer went down on the element. @returns whether it is the one to follow */
  begin({ pointerId, button, clientX, clientY }: PointerEvent): boolean {
    if (this.#held || button !== 0) return false;
    try {
      this.#element.setPointerCapture(pointerId);
    } catch {
      return false; // it is gone already
    }
    this.#held = { id: pointerId, x: clientX, y: clientY };
    return true;
  }

  /** Follow it no longer. */
  end(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = undefined;
    if (this.#element.hasPointerCapture(held.id)) this.#element.releasePointerCapture(held.id);
    this.#listener.released();
  }

  #move({ pointerId, buttons, clientX, clientY }: PointerEvent): void {
    if (pointerId !== this.#held?.id) return;
    // The button came up where nobody told us: over a dialog of the browser's own.
    if ((buttons & 1) === 0) this.end();
    else this.#listener.moved(clientX - this.#held.x, clientY - this.#held.y);
  }
}
