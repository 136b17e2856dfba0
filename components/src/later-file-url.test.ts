import { describe, expect, it } from 'vitest';
import { laterFileUrl } from './later-file-url.js';

const at = (src?: string) => laterFileUrl(src, 'drive', '1.2.3');
const jsdelivr = 'https://cdn.jsdelivr.net/npm/@rtcbot-web/components';

describe('laterFileUrl', () => {
  it.each([
    ['https://a.example/js/rtcbot-components.min.js', 'https://a.example/js/rtcbot-drive.min.js'],
    ['https://relay.example/rtcbot-components.js', 'https://relay.example/rtcbot-drive.js'],
    ['https://a.example/x/rtcbot-components.js?v=7', 'https://a.example/x/rtcbot-drive.js?v=7'],
    ['https://a.example/js/robots.js', 'https://a.example/js/rtcbot-drive.min.js'],
    [
      'https://a.example/node_modules/@rtcbot-web/components/dist/rtcbot-components.min.js',
      'https://a.example/node_modules/@rtcbot-web/components/dist/rtcbot-drive.min.js',
    ],
  ])('finds it beside %s', (src, url) => {
    expect(at(src)).toBe(url);
  });

  it.each(['', '/', '@1', '@latest', '@1.2.3', '@1/dist/rtcbot-components.min.js'])(
    'asks a CDN for the same version: …components%s',
    (tail) => {
      expect(at(`${jsdelivr}${tail}`)).toBe(`${jsdelivr}@1.2.3/dist/rtcbot-drive.min.js`);
    },
  );

  it('does not guess when this file was not loaded by a script tag', () => {
    expect(() => at(undefined)).toThrow('script tag');
    expect(() => at('')).toThrow('script tag');
  });
});
