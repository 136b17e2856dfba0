import { expect, test } from 'vitest';
import { elementsPage } from './elements-page.mjs';

const member = (name, more) => ({ kind: 'field', name, description: `About ${name}.`, ...more });

test('the reference has what the manifest says for users, as Markdown that is taken as it is', () => {
  const page = elementsPage({
    modules: [
      {
        declarations: [
          { name: 'NoElement' },
          {
            tagName: 'rtc-b',
            description: 'Goes into <rtc-robot>.',
            members: [
              member('limit', { attribute: 'limit', type: { text: 'number | null' } }),
              member('secret', { privacy: 'private' }),
              member('muted', { description: 'As in `<video>` and `<audio>`.' }),
              { ...member('call', { kind: 'method' }), parameters: [{ name: 'args' }] },
            ],
            slots: [{ name: '', description: 'words' }],
          },
          { tagName: 'rtc-robot' },
        ],
      },
    ],
  });
  expect(page.indexOf('`<rtc-robot>`\n')).toBeLessThan(page.indexOf('`<rtc-b>`\n'));
  expect(page).toContain('Goes into &lt;rtc-robot>.');
  expect(page).toContain('| `limit` | `limit` | `number \\| null` | About limit. |');
  expect(page).toContain('| `call(args)` |');
  expect(page).toContain('### Slots of rtc-b');
  expect(page).not.toMatch(/secret|muted|NoElement|### Events/);
});
