/** The documentation's site. `npm run docs` prepares the pages in `.cache/docs/source` first: see scripts/docs/. */
import path from 'node:path';
import { defineConfig } from 'vitepress';
import { cacheFolder, root } from '../../scripts/project.mjs';
import { colorClasses, colorSheet } from '../../scripts/docs/color-classes.mjs';
import { finishSite } from '../../scripts/docs/finish-site.mjs';
import { slug } from '../../scripts/docs/slug.mjs';
import { groups } from './pages.mjs';

const base = process.env.DOCS_BASE ?? '/docs/';
const link = ({ text, route }) => ({ text, link: `/${route.replace(/(^|\/)index$/, '$1')}` });

/** A header without a word is a cell like any other: readers of screens would announce it for nothing. */
function emptyHeaders({ tokens }) {
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'th_open' || tokens[index + 1].content !== '') continue;
    token.tag = tokens[index + 2].tag = 'td';
  }
}

export default defineConfig({
  title: 'RTCBot Web',
  description: 'See, hear, drive and message a robot from a web page.',
  lang: 'en',
  base,
  srcDir: path.join(cacheFolder, 'docs/source'),
  outDir: path.join(root, 'demo/dist/docs'),
  cacheDir: path.join(cacheFolder, 'docs/vite'),
  cleanUrls: true,
  // To pause transitions it writes a style element, which the policy refuses.
  appearance: { disableTransition: false },
  metaChunk: true,
  ignoreDeadLinks: [/^http:\/\/localhost/],
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  buildEnd: ({ outDir }) => finishSite({ folder: outDir, base, sheet: colorSheet() }),
  transformHead: ({ page }) => [
    ['link', { rel: 'alternate', type: 'text/markdown', href: `${base}${page}` }],
  ],
  markdown: {
    anchor: { slugify: slug },
    config: (md) => md.core.ruler.push('empty-headers', emptyHeaders),
    codeTransformers: [colorClasses],
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  vue: {
    template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('rtc-') } },
  },
  vite: { publicDir: path.join(cacheFolder, 'docs/public'), logLevel: 'warn' },
  themeConfig: {
    nav: [
      { text: 'Cockpit', link: '/../', target: '_self' },
      { text: 'Tutorials', link: '/../tutorials/', target: '_self' },
    ],
    sidebar: groups.map(({ text, pages }) => ({ text, items: pages.map(link) })),
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
