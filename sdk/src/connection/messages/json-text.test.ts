import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { jsonText } from './json-text.js';

class Pose {
  readonly x = 1;
  readonly y = 2;
}
class Secret {
  readonly #value = 1;
  get value() {
    return this.#value;
  }
}

describe('a value is written as JSON', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 'end' : { next: deep(levels - 1) });
  it.each([
    null,
    0,
    NaN,
    'text',
    true,
    [],
    {},
    [1, [2, { three: [undefined] }]],
    { a: undefined, b: null },
    Object.create(null),
    new Pose(),
    new Date(0),
    new URL('http://a/b'),
    { when: new Date(0), nested: new Pose() },
    [new Number(1), new String('a'), new Boolean(false)],
    { toJSON: () => 'mine' },
    runInNewContext('({ far: [{}] })'),
    deep(500),
    'x'.repeat(1000),
  ])('if it is one that JSON carries: %j', (value) => {
    expect(jsonText(value)).toBe(JSON.stringify(value));
  });

  it('with an object in several places', () => {
    const shared = { a: 1 };
    expect(jsonText([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });
});

describe('what JSON would empty is named', () => {
  const circle: Record<string, unknown> = {};
  circle['parts'] = [{ whole: circle }];
  const broken = {
    toJSON: () => {
      throw new Error('no pose yet');
    },
  };
  it.each([
    [{ scan: { points: [1, new Map()] } }, 'message.scan.points[1] is a Map'],
    [[new Set([1])], 'message[0] is a Set, which JSON cannot carry: put [...set].'],
    [{ error: new TypeError('x') }, 'message.error is an Error'],
    [Object.assign(new Error('x'), { code: 1 }), 'message is an Error'],
    [{ picture: new Blob([]) }, 'message.picture is a Blob'],
    [{ file: new File([], 'a') }, 'message.file is a File'],
    [{ 'raw data': new Uint8Array(2) }, 'message["raw data"] is a Uint8Array'],
    [
      { raw: Buffer.from('a') },
      'message.raw is a Uint8Array, which JSON cannot carry: put the bytes',
    ],
    [{ raw: new ArrayBuffer(2) }, 'message.raw is an ArrayBuffer'],
    [{ view: new DataView(new ArrayBuffer(2)) }, 'message.view is a DataView'],
    [{ then: Promise.resolve(1) }, 'message.then is a Promise'],
    [{ pattern: /a/ }, 'message.pattern is a RegExp'],
    [{ secret: new Secret() }, 'message.secret is a Secret'],
    [runInNewContext('[new Map()]'), 'message[0] is a Map'],
    [{ run: () => 1 }, 'message.run is a function, which JSON cannot carry: leave it out.'],
    [[Symbol('a')], 'message[0] is a symbol'],
    [{ ticks: 1n }, 'message.ticks is a BigInt, which JSON cannot carry: put Number(value)'],
    [circle, 'message.parts[0].whole is an object that contains itself'],
    [{ pose: broken }, 'message.pose is an object whose toJSON throws (no pose yet)'],
    [undefined, 'The message cannot be written as JSON: it is undefined.'],
  ])('%#: %o', (value, words) => {
    let error: unknown;
    try {
      jsonText(value);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'not-serializable' });
    expect((error as Error).message).toContain(words);
  });

  it('under the name that it is given', () => {
    expect(() => jsonText({ a: new Set() }, 'telemetry')).toThrow('telemetry.a is a Set');
  });

  it('that is nested too deeply to be written or read', () => {
    let value: unknown = 'end';
    for (let level = 0; level < 400_000; level += 1) value = [value];
    expect(() => jsonText(value)).toThrow(/^message\[0\].* is nested more than 1000 levels deep/);
  });
});
