import { expect, test } from 'vitest';
import { bringUpToDate } from './build-stamp.mjs';

/** Two steps whose files are these strings; `edit` is done while the first is built. */
async function build(files, last, edit = () => undefined) {
  const done = [];
  const stamp = await bringUpToDate(['first', 'second'], {
    last,
    look: () => files.map((one) => ({ ...one })),
    work: async (step, isIntact) => {
      done.push(`${step}${isIntact ? '' : ' anew'}`);
      const file = files[step === 'first' ? 0 : 1];
      file.built = `of ${file.sources}`;
      if (step === 'first') edit();
    },
  });
  return { done, stamp };
}

const sources = () => [
  { sources: 'a', built: 'none' },
  { sources: 'b', built: 'none' },
];

test('builds what is missing, and then nothing', async () => {
  const files = sources();
  const { done, stamp } = await build(files, []);
  expect(done).toEqual(['first anew', 'second anew']);
  expect(await build(files, stamp)).toEqual({ done: [], stamp: undefined });
});

test('builds the step whose sources have changed, and the one whose output has', async () => {
  const files = sources();
  const { stamp } = await build(files, []);
  files[1].sources = 'B';
  const next = await build(files, stamp);
  expect(next.done).toEqual(['second']);
  files[0].built = 'tampered with';
  expect((await build(files, next.stamp)).done).toEqual(['first anew']);
});

test('an edit made during a build is built by the next one', async () => {
  const files = sources();
  const { stamp } = await build(files, [], () => (files[0].sources = 'edited'));
  expect((await build(files, stamp)).done).toEqual(['first']);
  expect(files[0].built).toBe('of edited');
});
