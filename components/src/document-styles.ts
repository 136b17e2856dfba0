import type { CSSResultOrNative } from 'lit';

/** A constructed style sheet belongs to one document: elements share those of the document that shows them. */
const sheets = new WeakMap<Document, WeakMap<CSSResultOrNative, CSSStyleSheet>>();

const textOf = (style: CSSResultOrNative): string =>
  'cssText' in style ? style.cssText : [...style.cssRules].map((rule) => rule.cssText).join('\n');

/** The style sheet with this text, for elements of `view`'s document. */
export function createSheet(text: string, view: Window & typeof globalThis): CSSStyleSheet {
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

/** The style sheets for `styles` that elements of `view`'s document share. */
export function documentSheets(
  styles: readonly CSSResultOrNative[],
  view: Window & typeof globalThis,
): CSSStyleSheet[] {
  const made = sheets.get(view.document) ?? new WeakMap<CSSResultOrNative, CSSStyleSheet>();
  sheets.set(view.document, made);
  return styles.map((style) => {
    const sheet = made.get(style) ?? createSheet(textOf(style), view);
    made.set(style, sheet);
    return sheet;
  });
}
