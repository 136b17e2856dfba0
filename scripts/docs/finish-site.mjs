/** What is done to the pages once VitePress has written them: they obey a strict Content-Security-Policy, and links hold. */
import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const filesBelow = (folder, ending) =>
  readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(ending));

/** Puts each script that stands in a page into a file of its own, and drops `style` attributes: policies forbid both. */
function makeStrict(html, { folder, base }) {
  return html
    .replace(/<script([^>]*)>([^<]+)<\/script>/g, (_, attributes, code) => {
      const name = `assets/inline.${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js`;
      writeFileSync(path.join(folder, name), code);
      return `<script${attributes.replace(/ id="[^"]*"/, '')} src="${base}${name}"></script>`;
    })
    .replace(/(<[a-z][^<>]*?) style="[^"]*"/g, '$1');
}

/** Anchors that no heading of their page has. VitePress looks at pages only. */
function brokenAnchors(folder, base) {
  const htmlOf = new Map(
    filesBelow(folder, '.html').map((file) => {
      const route = file.replaceAll(path.sep, '/').replace(/(^|(?<=\/))index\.html$|\.html$/, '');
      return [`${base}${route}`, readFileSync(path.join(folder, file), 'utf8')];
    }),
  );
  return [...htmlOf].flatMap(([route, html]) =>
    [...html.matchAll(/ href="([^"#]*)#([^"]+)"/g)]
      .filter(([, page, anchor]) => {
        const target = htmlOf.get(page === '' ? route : page.replace(/\.html$/, ''));
        return target !== undefined && !target.includes(` id="${decodeURIComponent(anchor)}"`);
      })
      .map(([, page, anchor]) => `${route}: ${page}#${anchor}`),
  );
}

/**
 * @param {object} site
 * @param {string} site.folder - where the pages were built
 * @param {string} site.base - path of the site on its server, such as `/docs/`
 * @param {string} site.sheet - CSS to add to the site's own
 * @throws {Error} that lists the links to headings that are not there
 */
export function finishSite({ folder, base, sheet }) {
  for (const file of filesBelow(folder, '.html')) {
    const html = readFileSync(path.join(folder, file), 'utf8');
    writeFileSync(path.join(folder, file), makeStrict(html, { folder, base }));
  }
  const assets = path.join(folder, 'assets');
  for (const file of filesBelow(assets, '.css')) appendFileSync(path.join(assets, file), sheet);
  const broken = brokenAnchors(folder, base);
  if (broken.length > 0) throw new Error(`No such heading:\n${broken.join('\n')}`);
}
