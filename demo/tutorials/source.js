/** Elements of a page as the text that one writes for them. */

/** Attributes that serve the looks of this page, or the page's own scripts. */
const LEFT_OUT = ['class', 'defer', 'data-aid'];

/** Without the indentation that all lines share, and without empty lines around. */
function dedent(text) {
  const lines = text.replace(/^\s*\n|\s+$/g, '').split('\n');
  const depths = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const depth = Math.min(...depths);
  return lines.map((line) => line.slice(depth)).join('\n');
}

const indent = (text, by) => text.replace(/^(?=.)/gm, by);

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const quoted = (value) => (value.includes('"') ? `'${value}'` : `"${value}"`);

function openingTag(element) {
  const isScript = element.localName === 'script';
  const attributes = element
    .getAttributeNames()
    .filter((name) => !LEFT_OUT.includes(name) && !(isScript && name === 'id'))
    .map((name) => [name, element.getAttribute(name)])
    .map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}=${quoted(value)}`));
  return `<${element.localName}${attributes.join('')}>`;
}

const isText = (node) => node instanceof Text && Boolean(node.data.trim());

function sourceOfNode(node) {
  if (node instanceof Element) return sourceOf(node);
  return node instanceof Text ? escaped(node.data.replace(/\s+/g, ' ')) : '';
}

/** The element as HTML text: on one line if it has text of its own, else with one line for each element in it. */
export function sourceOf(element) {
  const tag = openingTag(element);
  const end = /^(input|img|link)$/.test(element.localName) ? '' : `</${element.localName}>`;
  if (element.localName === 'script') {
    const code = dedent(element.textContent);
    return code ? `${tag}\n${indent(code, '  ')}\n${end}` : `${tag}${end}`;
  }
  const nodes = [...element.childNodes];
  if (nodes.some(isText)) return `${tag}${nodes.map(sourceOfNode).join('').trim()}${end}`;
  const inside = [...element.children].map(sourceOf).join('\n');
  return inside ? `${tag}\n${indent(inside, '  ')}\n${end}` : `${tag}${end}`;
}
