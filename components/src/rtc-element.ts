import { LitElement } from 'lit';
import { createSheet, documentSheets } from './document-styles.js';

/**
 * Base of all elements: works in whichever document shows it, also after a move to another one, such as a pop-out window, a frame
 * of the same origin, or document picture-in-picture.
 */
export abstract class RtcElement extends LitElement {
  #here: AbortController | undefined;
  #ownStyle = '';

  /** The window that shows the element: whose focus, visibility and timers count. @internal */
  get _view(): Window & typeof globalThis {
    return this.ownerDocument.defaultView ?? window;
  }

  override connectedCallback(): void {
    super.connectedCallback(); // eslint-disable-line wc/guard-super-call -- LitElement has it
    this.#here?.abort();
    this.#here = new AbortController();
    this._listen(this._view, this.#here.signal);
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
