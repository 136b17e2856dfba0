/** Code in the documentation is right, as far as that can be told without running it. */
import { spawnSync } from 'node:child_process';
import { transform } from 'esbuild';

const FENCE = /^( *)(`{3,})(\w*)[^\n]*\n([\s\S]*?)^ *\2 *$/gm;
const INLINE = /(?<!`)`([^`\n]+)`(?!`)/g;
const TOOL =
  /(?:\brtcbot-|@rtcbot-web\/|\b(?=(?:robot|relay)\/dist\/))(?<room>robot|relay)(?:\/dist\/(?:src\/)?main\.js)?(?=\s)(?<rest>[^|;&\n]*)/g;

/** Every fenced block of a page, its indent taken away. */
export const blocksOf = (text) =>
  [...text.matchAll(FENCE)].map(([, indent, , language, code]) => ({
    language,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));

/** `…` stands for what is the reader's own. */
const withoutGaps = (code) => code.replaceAll('…', '_');

async function scriptFault(code, loader) {
  try {
    await transform(withoutGaps(code), { loader, format: 'esm', logLevel: 'silent' });
    return undefined;
  } catch (error) {
    return error.errors?.[0]?.text ?? error.message;
  }
}

/** What a program says of the text at its standard input; nothing where it is not on the machine. */
function programFault(code, command, ...args) {
  const { status, stderr, error } = spawnSync(command, args, { input: code, encoding: 'utf8' });
  if (error?.code === 'ENOENT' || status === 0) return undefined;
  return stderr.trim().split('\n').at(-1);
}

function jsonFault(code) {
  try {
    JSON.parse(code);
    return undefined;
  } catch (error) {
    return error.message;
  }
}

async function pageFault(code) {
  for (const [, attributes, script] of code.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
    const fault = attributes.includes('importmap')
      ? jsonFault(script)
      : await scriptFault(script, 'js');
    if (fault) return fault;
  }
  return undefined;
}

const PARSE_PYTHON = 'import ast, sys; ast.parse(sys.stdin.read())';

const checks = {
  html: pageFault,
  json: jsonFault,
  sh: (code) => programFault(code, 'bash', '-n'),
  python: (code) => programFault(code, 'python3', '-c', PARSE_PYTHON),
};
for (const loader of ['js', 'jsx', 'ts']) checks[loader] = (code) => scriptFault(code, loader);

/** Options of our command lines that are not in their help. What is in quotes is for other programs. */
function unknownOptions(text, help) {
  const commands = [...text.matchAll(TOOL)].map(({ groups: { room, rest } }) => ({
    name: `rtcbot-${room}`,
    options: rest.replace(/'[^']*'|"[^"]*"/g, '').match(/(?<=\s)--[a-z][\w-]*/g) ?? [],
  }));
  return commands.flatMap(({ name, options }) =>
    options
      .filter((option) => !new RegExp(`${option}(?![\\w-])`).test(help[name]))
      .map((option) => `${name} has no option ${option}`),
  );
}

/**
 * What is wrong with the code of a page.
 * @param {string} text - Markdown
 * @param {Record<string, string>} help - what `--help` of each command line tool says
 * @returns {Promise<string[]>} empty if nothing is
 */
export async function snippetFaults(text, help) {
  const blocks = blocksOf(text);
  const faults = await Promise.all(
    blocks.map(async ({ language, code }) => {
      const fault = await checks[language]?.(code);
      return fault === undefined ? [] : [`${fault}, in:\n${code}`];
    }),
  );
  const prose = [...text.replace(FENCE, '').matchAll(INLINE)].map(([, code]) => code);
  const shell = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);
  const options = [...shell, ...prose].flatMap((code) => unknownOptions(code, help));
  return [...faults.flat(), ...options];
}
