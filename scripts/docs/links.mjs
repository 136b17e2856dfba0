/** Links of a page in the repository, as they are on the site: pages by their route there, other files as copies. */
import path from 'node:path';

/** Fenced code, or code in a line: what looks like a link there is none. */
const CODE_OR_LINK =
  /(?<fence>^ {0,3}(?<marks>`{3,}|~{3,})[\s\S]*?^ {0,3}\k<marks>[^\n]*$)|(?<inline>(?<ticks>`+)[\s\S]*?[^`]\k<ticks>(?!`))|\]\((?<target>[^)\s]+)\)/gm;

const isElsewhere = (target) => /^([a-z]+:|#)/i.test(target);

/**
 * @param {string} text - Markdown
 * @param {object} page
 * @param {string} page.source - its file in the repository, such as `docs/robot.md`
 * @param {string} page.route - its path on the site, such as `robot`
 * @param {(file: string) => string | undefined} resolve - where a file of the repository is on the site, from its top
 * @returns {string} the same text with links of the site
 * @throws {Error} on a link to nothing
 */
export function rewriteLinks(text, { source, route }, resolve) {
  return text.replace(CODE_OR_LINK, (match, ...more) => {
    const { target } = more.at(-1);
    if (target === undefined || isElsewhere(target)) return match;
    const [file, anchor] = target.split('#');
    const wanted = path.posix.join(path.posix.dirname(source), file);
    const found = resolve(wanted);
    if (found === undefined) throw new Error(`${source} links to ${target}, which is not there.`);
    const link = path.posix.relative(path.posix.dirname(route), found);
    const relative = link.startsWith('.') ? link : `./${link}`;
    return `](${relative}${anchor === undefined ? '' : `#${anchor}`})`;
  });
}
