import { LitElement } from 'lit';
import { createSheet, documentSheets } from './document-styles.js';

/**
 * Base of all elements: works in whichever document shows it, also after a move to another one, such as a pop-out window, a frame
 * of the same origin, or document picture-in-picture.
 */
export abstract class RtcElement extends LitElement {
  #here: AbortController | undefined;
  #isLeft = false;
  #ownStyle = '';

  /** The window that shows the element: whose focus, visibility and timers count. @internal */
  get _view(): Window & typeof globalThis {
    return this.ownerDocument.defaultView ?? window;
  }

  /** Whether a window shows the element: it is in a document, and that of a window which is not gone. @internal */
  get _isShown(): boolean {
    return this.isConnected && !this.#isLeft;
  }

  override connectedCallback(): void {
    this.#isLeft = false;
    super.connectedCallback(); // eslint-disable-line wc/guard-super-call -- LitElement has it
    this.#here?.abort();
    this.#here = new AbortController();
    const { signal } = this.#here;
    this._listen(this._view, signal);
    this._view.addEventListener('pagehide', this.#onPageHide, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback(); // eslint-disable-line wc/guard-super-call -- LitElement has it
    this.#here?.abort();
  }

  /** The element moves to another document, which takes its style sheets from it. @internal */
  adoptedCallback(): void {
    this.#adoptStyles();
  }

  /** Listen to the window that shows the element, and its document, until `signal` ends it. @internal */
  protected _listen(view: Window & typeof globalThis, signal: AbortSignal): void {
    if (!view.closed) signal.throwIfAborted();
  }

  /** Give this one element a style of its own, besides those of its class. @internal */
  protected _setOwnStyle(text: string): void {
    if (text === this.#ownStyle) return;
    this.#ownStyle = text;
    this.#adoptStyles();
  }

  /** As Lit's, but with style sheets of the element's own document. @internal */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const { shadowRootOptions } = this.constructor as typeof LitElement;
    // eslint-disable-next-line wc/attach-shadow-constructor -- as Lit does: with the first update
    const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    this.renderOptions.renderBefore ??= root.firstChild;
    this.#adoptStyles();
    return root;
  }

  /** Nobody takes an element out of the document of a window that is closed, or of a frame that is removed. */
  readonly #onPageHide = ({ persisted }: PageTransitionEvent): void => {
    if (persisted && this._view === window) return; // it may come back
    this.#isLeft = true;
    this.disconnectedCallback();
  };

  #adoptStyles(): void {
    // A document that is not shown, as that of a template, can have none.
    if (!this.shadowRoot || !this.ownerDocument.defaultView) return;
    const { elementStyles } = this.constructor as typeof LitElement;
    const view = this._view;
    this.shadowRoot.adoptedStyleSheets = [
      ...documentSheets(elementStyles, view),
      ...(this.#ownStyle ? [createSheet(this.#ownStyle, view)] : []),
    ];
  }
}
