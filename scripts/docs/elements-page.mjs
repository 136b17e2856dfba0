/** The reference of the elements, made of custom-elements.json: what the sources say is what readers get. */

/** A pipe would end a cell, and what looks like an element would be one. */
const cell = (text = '') =>
  text
    .replace(/\s+/g, ' ')
    .replaceAll('|', String.raw`\|`)
    .replace(/(`[^`]*`)|<|\{\{/g, (match, code) => code ?? (match === '<' ? '&lt;' : '&#123;{'))
    .replace(/^ *- /, '')
    .trim();

const code = (text) =>
  text ? `\`${text.replace(/\s+/g, ' ').replaceAll('|', String.raw`\|`)}\`` : '';

function table(title, headers, rows) {
  if (rows.length === 0) return '';
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = headers.map(() => '---');
  return `### ${title}\n\n${[headers, rule, ...rows].map(line).join('\n')}\n\n`;
}

const isPublic = ({ privacy, static: isStatic, name }) =>
  privacy !== 'private' && privacy !== 'protected' && !isStatic && !/^[#_]/.test(name);

/** What people call first comes first; Lit's own methods are none of theirs. */
const LIFECYCLE =
  /^((dis)?connectedCallback|adoptedCallback|attributeChangedCallback|render|updated|willUpdate|firstUpdated)$/;

/** What the elements mirror of the native ones is told once, not forty times. */
const NATIVE = 'As in `<video>` and `<audio>`.';

const isOwn = ({ description }) => description !== NATIVE;

function membersOf({ members = [] }, kind) {
  return members.filter(
    (member) =>
      member.kind === kind &&
      isPublic(member) &&
      !LIFECYCLE.test(member.name) &&
      isOwn(member) &&
      member.description,
  );
}

const propertyRow = ({ name, attribute, type, description, readonly }) => [
  code(name),
  code(attribute),
  code(type?.text),
  `${cell(description)}${readonly ? ' Read only.' : ''}`,
];

function methodRow({ name, parameters = [], return: result, description }) {
  const names = parameters.map((parameter) => parameter.name).join(', ');
  return [code(`${name}(${names})`), code(result?.type?.text), cell(description)];
}

const namedRow = ({ name, description }) => [
  name === '' ? 'default' : code(name),
  cell(description),
];

function section(element) {
  const { tagName, summary, description, events, slots, cssParts, cssProperties, cssStates } =
    element;
  const named = (title, list = []) =>
    table(title, ['Name', 'Is'], list.filter(isOwn).map(namedRow));
  const what = [summary, description].filter(Boolean).map(cell);
  return [
    `## \`<${tagName}>\`\n\n${[...new Set(what)].join('\n\n')}\n\n`,
    table(
      'Properties and attributes',
      ['Property', 'Attribute', 'Type', 'Is'],
      membersOf(element, 'field').map(propertyRow),
    ),
    table('Methods', ['Method', 'Returns', 'Does'], membersOf(element, 'method').map(methodRow)),
    named('Events', events),
    named('Slots', slots),
    named('Parts', cssParts),
    named('Custom properties', cssProperties),
    named('Custom states', cssStates),
  ]
    .join('')
    .replace(/^### (.*)/gm, `### $1 of ${tagName}`);
}

/** The order in which one meets them. */
const ORDER = ['rtc-robot', 'rtc-video', 'rtc-audio', 'rtc-control', 'rtc-stop'];

const rank = ({ tagName }) => (ORDER.includes(tagName) ? ORDER.indexOf(tagName) : ORDER.length);

/**
 * The page in Markdown.
 * @param {object} manifest - custom-elements.json
 */
export function elementsPage({ modules }) {
  const elements = modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName)
    .sort((a, b) => rank(a) - rank(b));
  const intro =
    'Every member of every element, from the sources; of `<rtc-video>` and `<rtc-audio>` what `<video>` and `<audio>` do not have. ' +
    'How they are used together: [Elements](./components.md).';
  return `# Element reference\n\n${intro}\n\n${elements.map(section).join('')}`;
}
