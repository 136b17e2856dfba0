import { expect, it } from 'vitest';
import { replaceMethod } from './replace-method.mjs';

const source = `class A {
  one (x) {
    if (x) {
      return 1
    }
  }

  other (x, y) {
    return x
  }
}
`;

it('replaces the body of one method and leaves the others', () => {
  const code = replaceMethod(source, 'one', 'return 2;');
  const A = new Function(`${code}; return A;`)();
  expect(new A().one(1)).toBe(2);
  expect(new A().other(3)).toBe(3);
});

it('refuses to build when the library has no such method any more', () => {
  expect(() => replaceMethod(source, 'two', '')).toThrow('no method two');
});
