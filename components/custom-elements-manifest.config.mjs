/**
 * How `custom-elements.json` is made: what the sources say of the elements, and of the native members and events
 * that they mirror, what TypeScript's DOM library says.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** The analyzer's own TypeScript, and what it parsed; set when the analysis begins. */
let ts;
let dom;
let mirror;

function begin(typescript) {
  ts = typescript;
  const parse = (file) =>
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  dom = parse(require.resolve('typescript/lib/lib.dom.d.ts'));
  mirror = parse(fileURLToPath(new URL('src/media/media-mirror.ts', import.meta.url)));
}

/** Which native interface's own members a class has besides its own. */
const MIRRORED = { RtcMediaElement: 'HTMLMediaElement', RtcVideo: 'HTMLVideoElement' };

/** What a class extends, where the source casts it to mirror native members. */
const SUPERCLASSES = {
  RtcMediaElement: { name: 'RtcElement', module: 'src/rtc-element.ts' },
  RtcVideo: { name: 'RtcMediaElement', module: 'src/media/rtc-media-element.ts' },
};

/** What an attribute takes, where that is less than its property takes. */
const ATTRIBUTE_TYPES = {
  relay: 'string',
  robot: 'string',
  token: 'string',
  autoplay: '"true" | "false"',
};

const PUBLISHED = 'dist/index.js';
const DEFINITIONS = 'dist/define.js';

function nativeMembers(interfaceName) {
  return dom.statements
    .filter((node) => ts.isInterfaceDeclaration(node) && node.name.text === interfaceName)
    .flatMap((node) => [...node.members])
    .filter((member) => member.name && ts.isIdentifier(member.name))
    .map(nativeMember)
    .filter(({ name }) => !/EventListener$/.test(name));
}

function nativeMember(member) {
  const name = member.name.text;
  const description = `As in \`<video>\` and \`<audio>\`.`;
  if (ts.isMethodSignature(member)) {
    return {
      kind: 'method',
      name,
      description,
      parameters: member.parameters.map((parameter) => ({
        name: parameter.name.text,
        type: { text: parameter.type.getText(dom) },
        ...(parameter.questionToken ? { optional: true } : {}),
      })),
      return: { type: { text: member.type.getText(dom) } },
    };
  }
  const isReadonly = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword);
  return {
    kind: 'field',
    name,
    description,
    type: { text: member.type?.getText(dom) ?? 'unknown' },
    ...(isReadonly ? { readonly: true } : {}),
  };
}

/** The strings of the array that `media-mirror.ts` calls `name`. */
function mirroredNames(name) {
  let names = [];
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.name.text === name) {
      names = node.initializer.expression.elements.map(({ text }) => text);
    }
    ts.forEachChild(node, visit);
  };
  visit(mirror);
  return names;
}

const nativeEvents = () =>
  mirroredNames('mediaEvents').map((name) => ({
    name,
    type: { text: 'Event' },
    description: 'As in `<video>` and `<audio>`.',
  }));

const isPublic = ({ name, privacy }) =>
  !/^[#_]/.test(name) && privacy !== 'private' && privacy !== 'protected';

const firstOfEachName = (members) =>
  members.filter(({ name }, index) => members.findIndex((other) => other.name === name) === index);

/** The analyzer guesses further events from the code: those without a name of ours or a description. */
const isDocumented = ({ name, description }) => name?.startsWith('rtc-') && description;

function complete(declaration) {
  const { name } = declaration;
  const natives = MIRRORED[name] ? nativeMembers(MIRRORED[name]) : [];
  const own = (declaration.members ?? []).filter(isPublic);
  declaration.members = firstOfEachName([...own, ...natives]);
  for (const attribute of declaration.attributes ?? []) {
    const text = ATTRIBUTE_TYPES[attribute.name];
    if (text) attribute.type = { text };
    if (!/^(true|'.*'|\d+)$/.test(attribute.default)) delete attribute.default; // not a value
  }
  declaration.superclass = SUPERCLASSES[name] ?? declaration.superclass;
  declaration.events = (declaration.events ?? []).filter(isDocumented);
  if (name === 'RtcMediaElement') declaration.events.push(...nativeEvents());
}

/** The sources are not published: everything is imported from two built files. */
function publish(manifest) {
  const modules = manifest.modules.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const index = modules.find(({ path }) => path === 'src/index.ts');
  const declarations = modules.flatMap((module) => module.declarations ?? []);
  const reference = (name) => ({ name, module: PUBLISHED });
  manifest.modules = [
    {
      kind: 'javascript-module',
      path: PUBLISHED,
      declarations,
      exports: index.exports
        .filter(({ name }) => declarations.some((declaration) => declaration.name === name))
        .map(({ name }) => ({ kind: 'js', name, declaration: reference(name) })),
    },
    {
      kind: 'javascript-module',
      path: DEFINITIONS,
      declarations: [],
      exports: declarations
        .filter(({ tagName }) => tagName)
        .map(({ tagName, name }) => ({
          kind: 'custom-element-definition',
          name: tagName,
          declaration: reference(name),
        })),
    },
  ];
  return JSON.parse(JSON.stringify(manifest), (key, value) =>
    key === 'module' && /^\/?src\//.test(value) ? PUBLISHED : value,
  );
}

const mirrorNatives = {
  name: 'mirror-natives',
  initialize({ ts: typescript }) {
    begin(typescript);
  },
  moduleLinkPhase({ moduleDoc }) {
    for (const declaration of moduleDoc.declarations ?? []) {
      if (declaration.kind === 'class') complete(declaration);
    }
  },
  packageLinkPhase({ customElementsManifest }) {
    Object.assign(customElementsManifest, publish(customElementsManifest));
  },
};

export default {
  globs: [
    'src/index.ts',
    'src/events.ts',
    'src/control/drive-events.ts',
    'src/link/connection-context.ts',
    'src/**/rtc-*.ts',
    '!src/**/*.styles.ts',
  ],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [mirrorNatives],
};
