/** ESLint rules for what the house style asks and no plugin checks. */
import tsdoc from 'eslint-plugin-tsdoc';
import { root } from '../project.mjs';

const DECLARATIONS = new Set([
  'ClassDeclaration',
  'FunctionDeclaration',
  'TSDeclareFunction',
  'TSEnumDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'VariableDeclaration',
]);

const hasDocstring = (sourceCode, node) => {
  const comment = sourceCode.getCommentsBefore(node).at(-1);
  return comment?.type === 'Block' && comment.value.startsWith('*');
};

/** Of overloads, the first one carries the docstring. */
const isLaterOverload = (node) => {
  const siblings = node.parent.body;
  const before = siblings[siblings.indexOf(node) - 1];
  const nameOf = (statement) => statement?.declaration?.id?.name;
  return before?.declaration?.type === 'TSDeclareFunction' && nameOf(before) === nameOf(node);
};

/** Every exported declaration starts with a docstring. */
const docstringOnExport = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'Say in a docstring (/** … */) what this export is for.' },
  },
  create: (context) => ({
    'ExportNamedDeclaration, ExportDefaultDeclaration'(node) {
      if (!DECLARATIONS.has(node.declaration?.type) || isLaterOverload(node)) return;
      const decorator = node.declaration.decorators?.[0];
      const first = decorator && decorator.range[0] < node.range[0] ? decorator : node;
      if (!hasDocstring(context.sourceCode, first)) context.report({ node, messageId: 'missing' });
    },
  }),
};

const DISABLES = /^\s*(eslint-disable|@ts-(ignore|expect-error|nocheck))/;
const HAS_REASON = /(\s--\s+|:\s+)\S+\s+\S+/;

/** A blanket disabling would silence a report at its own place. */
const before = ({ line, column }) =>
  column > 0 ? { line, column: column - 1 } : { line: line - 1, column: 0 };

/** A comment that switches a rule off says why. */
const reasonForDisabling = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'Say why on the same line: // eslint-disable-next-line rule -- reason' },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments())
        if (DISABLES.test(comment.value) && !HAS_REASON.test(comment.value))
          context.report({ loc: before(comment.loc.start), messageId: 'missing' });
    },
  }),
};

/** Tags of the custom elements manifest, whose content has a grammar of its own: `@attr {boolean} muted`. */
const MANIFEST_TAG = /^\s*\*\s*@(attr|slot|fires|csspart|cssproperty|cssstate)\b/;

/** `tsdoc/syntax` with the tsdoc.json of the root, not of each room, and without the manifest's tags. */
const tsdocSyntax = {
  ...tsdoc.rules.syntax,
  create: ({ sourceCode, filename, report }) =>
    tsdoc.rules.syntax.create({
      filename,
      parserOptions: { tsconfigRootDir: root },
      sourceCode: {
        text: sourceCode.text,
        parserServices: {},
        getAllComments: () => sourceCode.getAllComments(),
        getLocFromIndex: (index) => sourceCode.getLocFromIndex(index),
      },
      report(problem) {
        const line = sourceCode.lines[(problem.loc.start ?? problem.loc).line - 1];
        if (!MANIFEST_TAG.test(line)) report(problem);
      },
    }),
};

/** The plugin that eslint.config.js names `house`. */
export const houseRules = {
  rules: {
    'docstring-on-export': docstringOnExport,
    'reason-for-disabling': reasonForDisabling,
    'tsdoc-syntax': tsdocSyntax,
  },
};
