/** Elements of a page as the text that one writes for them. */

/** Without the indentation that all lines share, and without empty lines around. */
function dedent(text) {
  const lines = text.replace(/^\s*\n|\s+$/g, '').split('\n');
  const depths = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const depth = Math.min(...depths);
  return lines.map((line) => line.slice(depth)).join('\n');
}

const indent = (text, by) => text.replace(/^(?=.)/gm, by);

function openingTag(element) {
  const attributes = element
    .getAttributeNames()
    .filter((name) => name !== 'id' && name !== 'defer')
    .map((name) => [name, element.getAttribute(name)])
    .map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${value}"`));
  return `<${element.localName}${attributes.join('')}>`;
}

/** The element as HTML text. Text is kept in scripts only. */
export function sourceOf(element) {
  const tag = openingTag(element);
  const end = `</${element.localName}>`;
  const inside =
    element.localName === 'script'
      ? dedent(element.textContent)
      : [...element.children].map(sourceOf).join('\n');
  return inside ? `${tag}\n${indent(inside, '  ')}\n${end}` : `${tag}${end}`;
}
