import { describe, expect, test } from 'vitest';
import { rewriteLinks } from './links.mjs';
import { slug } from './slug.mjs';

const places = new Map([
  ['docs/teleop.md', 'teleop.md'],
  ['robot/README.md', 'reference/robot.md'],
  ['robot/examples/drive.py', 'files/robot/examples/drive.py.txt'],
]);
const page = { source: 'docs/decisions/robot.md', route: 'decisions/robot' };
const rewrite = (text, from = page) => rewriteLinks(text, from, (file) => places.get(file));

describe('links of the site', () => {
  test('lead to pages and files by their place there', () => {
    expect(rewrite('[a](../teleop.md#the-wire)')).toBe('[a](../teleop.md#the-wire)');
    expect(rewrite('[a](../../robot/README.md)')).toBe('[a](../reference/robot.md)');
    const readme = { source: 'robot/README.md', route: 'reference/robot' };
    expect(rewrite('[a](examples/drive.py)', readme)).toBe(
      '[a](../files/robot/examples/drive.py.txt)',
    );
  });

  test('stay as they are elsewhere, and in code', () => {
    const text = '[a](https://x.test) [b](#c) `[d](e.md)`\n\n```js\nf[g](h)\n```\n';
    expect(rewrite(text)).toBe(text);
  });

  test('to nothing are refused, with the page that has them', () => {
    expect(() => rewrite('see [a](../lost.md)')).toThrow(
      'docs/decisions/robot.md links to ../lost.md, which is not there.',
    );
  });

  test('reach headings under the anchors that GitHub gives them', () => {
    expect(slug('`<rtc-call>`')).toBe('rtc-call');
    expect(slug('Where a key is: Ed25519, 2026')).toBe('where-a-key-is-ed25519-2026');
  });
});
