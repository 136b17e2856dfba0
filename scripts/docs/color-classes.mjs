/**
 * Colours of code as classes: a strict Content-Security-Policy drops the `style` attributes in which Shiki writes them.
 */

/** Each class with the declarations that it stands for. */
const rules = new Map();

function classOf(style) {
  const name = `code-${style
    .replace(/[^\w#:;-]/g, '')
    .replace(/--shiki-/g, '')
    .replace(/[^\w]+/g, '-')}`;
  rules.set(name, style);
  return name;
}

function replaceStyle({ properties, children = [] }) {
  if (typeof properties?.style === 'string') {
    const { class: before = '', style } = properties;
    properties.class = [before, classOf(style)].flat().join(' ').trim();
    delete properties.style;
  }
  children.forEach(replaceStyle);
}

/** A transformer for Shiki. */
export const colorClasses = {
  name: 'color-classes',
  enforce: 'post',
  root(tree) {
    replaceStyle(tree);
  },
};

/** The style sheet of all classes that were used so far. */
export const colorSheet = () =>
  [...rules].map(([name, declarations]) => `.${name}{${declarations}}`).join('\n');
