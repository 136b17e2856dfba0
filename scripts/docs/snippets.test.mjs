import { describe, expect, test } from 'vitest';
import { snippetFaults } from './snippets.mjs';

const help = { 'rtcbot-robot': '--camera <source>\n--camera-name', 'rtcbot-relay': '--host <a>' };
const fence = (language, code) => `Text\n\n\`\`\`${language}\n${code}\n\`\`\`\n`;
const faults = (text) => snippetFaults(text, help);

describe('code in the documentation', () => {
  test.each([
    ['js', "const a = await f('…', …);"],
    ['ts', 'interface A { readonly b?: number }'],
    ['jsx', 'export const a = <rtc-stop key="none" />;'],
    ['json', '{"a": [1]}'],
    ['sh', 'git clone <this repository> a && cd a'],
    ['python', 'def f(a):\n    return a'],
    ['html', '<script type="importmap">{"imports": {}}</script><script>a();</script>'],
    ['ini', 'whatever ('],
  ])('is right: %s', async (language, code) => {
    expect(await faults(fence(language, code))).toEqual([]);
  });

  test.each([
    ['js', 'const a = ;'],
    ['ts', 'interface A { readonly }}'],
    ['json', "{'a': 1}"],
    ['sh', 'if true; do'],
    ['html', '<script>a(;</script>'],
  ])('is wrong, and told of: %s', async (language, code) => {
    expect(await faults(fence(language, code))).toHaveLength(1);
  });

  test('names options that the command lines have, in text as well', async () => {
    const right = "sudo npx rtcbot-robot --camera test --exec-like='--no' | other --flag\n";
    expect(await faults(fence('sh', right.replace('--exec-like=', '')))).toEqual([]);
    expect(await faults('`rtcbot-relay --hosts 0.0.0.0`, `npx rtcbot-robot --camera-nam`')).toEqual(
      ['rtcbot-relay has no option --hosts', 'rtcbot-robot has no option --camera-nam'],
    );
    expect(await faults('`npx @rtcbot-web/relay --hosts a`')).toHaveLength(1);
    expect(await faults('`node relay/dist/main.js token --ttl 1h`')).toHaveLength(1);
  });
});
