/** Brings the documentation's Markdown together as the site has it: below `.cache/docs`, made anew each time. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { groups, pages } from '../../docs/.vitepress/pages.mjs';
import { cacheFolder, root } from '../project.mjs';
import { elementsPage } from './elements-page.mjs';
import { rewriteLinks } from './links.mjs';

const sourceFolder = path.join(cacheFolder, 'docs/source');
const publicFolder = path.join(cacheFolder, 'docs/public');

function writeText(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Where a file of the repository is on the site: a page, or a copy that the browser shows as text. */
function placeOf(file) {
  const page = pages.find(({ source }) => source === file);
  if (page) return `${page.route}.md`;
  const from = path.join(root, file);
  const folder = pages.find(({ source }) => source === path.posix.join(file, 'README.md'));
  if (folder) return `${folder.route}.md`;
  if (!existsSync(from)) return undefined;
  if (statSync(from).isDirectory()) return 'index.md';
  const copy = `files/${file}.txt`;
  mkdirSync(path.dirname(path.join(publicFolder, copy)), { recursive: true });
  copyFileSync(from, path.join(publicFolder, copy));
  return copy;
}

function textOf(page) {
  const text = readFileSync(path.join(root, page.source), 'utf8');
  if (page.source.endsWith('.json')) return elementsPage(JSON.parse(text));
  return rewriteLinks(text, page, placeOf);
}

function refuseLostPages() {
  const known = new Set(pages.map(({ source }) => source));
  const all = readdirSync(path.join(root, 'docs'), { recursive: true })
    .map((file) => `docs/${file.replaceAll(path.sep, '/')}`)
    .filter((file) => file.endsWith('.md'));
  const lost = all.filter((file) => !known.has(file));
  if (lost.length > 0)
    throw new Error(`No menu leads to ${lost.join(', ')}: add it to docs/.vitepress/pages.mjs.`);
}

/** What programs read first: https://llmstxt.org */
function llmsText(base) {
  const line = ({ text, route }) => `- [${text}](${base}${route}.md)`;
  const lists = groups.map((group) => `## ${group.text}\n\n${group.pages.map(line).join('\n')}`);
  const what =
    '> RTCBot in the browser, in TypeScript: see, hear, drive and message a robot from a web page.';
  return `# RTCBot Web\n\n${what}\n\n${lists.join('\n\n')}\n`;
}

/**
 * Makes all pages anew, and what lies beside them.
 * @param {string} base - path of the site on its server
 * @throws {Error} on a link to nothing, and on a page that no menu leads to
 */
export function preparePages(base) {
  for (const folder of [sourceFolder, publicFolder])
    rmSync(folder, { recursive: true, force: true });
  refuseLostPages();
  for (const page of pages) {
    const text = textOf(page);
    writeText(path.join(sourceFolder, `${page.route}.md`), text);
    writeText(path.join(publicFolder, `${page.route}.md`), text);
  }
  copyFileSync(path.join(root, 'demo/icon.svg'), path.join(publicFolder, 'icon.svg'));
  writeText(path.join(publicFolder, 'llms.txt'), llmsText(base));
}
