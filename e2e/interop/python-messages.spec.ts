/** Messages between our RTCConnection and Python RTCBot: JSON in both directions, whatever it holds. */
import { expect, ROLES, test } from './fixtures.js';

/** A value of every JSON type, and strings that could be taken for something else. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1.5,
  1e21,
  9_007_199_254_740_991,
  '',
  'text',
  '123',
  'null',
  '{"x":1}',
  '"quoted"',
  'line\nbreak\t\\ and "quotes"',
  'grüße, 機械人, 🤖',
  '\ud800 alone',
  [],
  [1, 'two', [3], { four: 5 }],
  {},
  { nested: { list: [null, false, 'x'], 'a key with spaces': 1 } },
];

for (const role of ROLES) {
  test(`${role}: every JSON type goes both ways, in order, as it is; those put before connecting first`, async ({
    python,
    ours,
  }) => {
    await python.open();
    await ours.make();
    await ours.put('early', { ours: 1 });
    await python.put('early', { theirs: 1 });
    if (role === 'we offer') await ours.post();
    else await python.accept(await ours.describe(await python.describe()));
    await ours.ready();
    expect(await ours.put(...VALUES)).toEqual(VALUES.map(() => null));
    await python.put(...VALUES);
    const atPython = await python.get(VALUES.length + 2);
    const sent = ['early', { ours: 1 }, ...VALUES];
    expect(atPython.map(({ value }) => value)).toEqual(sent);
    expect(new Set(atPython.map(({ kind }) => kind))).toEqual(new Set(['text']));
    expect(atPython.map(({ raw }) => raw)).toEqual(sent.map((value) => JSON.stringify(value)));
    expect(await ours.get(VALUES.length + 2)).toEqual(['early', { theirs: 1 }, ...VALUES]);
  });

  test(`${role}: 64 KiB arrive; more is refused with a clear error, and the next message goes`, async ({
    python,
    ours,
    connect,
  }) => {
    await connect(role);
    const largest = 'x'.repeat(65_536 - 2); // and two quotes
    expect(await ours.put(largest, largest + 'x', 'next')).toEqual([
      null,
      'message-too-large',
      null,
    ]);
    expect(await python.getSize()).toBe(65_536);
    expect((await python.get())[0]?.value).toBe('next');
    const large = 'ü'.repeat(30_000); // escaped by Python: 180 kB
    await python.put(large);
    expect(await ours.get()).toEqual([large]);
  });
}

test('more than 64 KiB put before connecting does not keep the rest back', async ({
  python,
  ours,
}) => {
  await python.open();
  await ours.make();
  await ours.put('first', 'x'.repeat(70_000), 'last');
  await ours.post();
  await ours.ready();
  const values = (await python.get(2)).map(({ value }) => value);
  expect(values).toEqual(['first', 'last']);
  expect(ours.errors.splice(0)).toEqual([
    'The message has 70002 bytes; the other peer takes at most 65536. Send it in parts.',
  ]);
});

test('what is put before Python offers does not stay in the buffer of the channel', async ({
  python,
  ours,
}) => {
  await ours.page.evaluate(() => {
    const { prototype } = RTCDataChannel;
    const { send } = prototype;
    prototype.send = function (this: RTCDataChannel, data: never) {
      Object.assign(window, { channel: this });
      send.call(this, data);
    };
  });
  await python.open();
  await ours.make();
  await ours.put('early');
  await python.accept(await ours.describe(await python.describe()));
  expect((await python.get())[0]?.value).toBe('early');
  const waiting = () =>
    ours.page.evaluate(
      () => (window as unknown as { channel: RTCDataChannel }).channel.bufferedAmount,
    );
  await expect.poll(waiting).toBe(0);
});

test('text that is not JSON is handed over as it came: NaN and infinity of Python, too', async ({
  python,
  ours,
  connect,
}) => {
  await connect('we offer');
  const texts = ['plain text', '{"x":', "{'x': 1}", '', 'undefined', '01'];
  for (const text of texts) await python.putText(text);
  expect(await ours.get(texts.length)).toEqual(texts);
  await python.putText(' {"x": 1} ');
  expect(await ours.get()).toEqual([{ x: 1 }]);
  for (const expression of ['nan', 'inf', 'one', 'tuple'] as const) {
    await python.putPython(expression);
  }
  expect(await ours.get(4)).toEqual(['NaN', 'Infinity', 1, [1, 2]]);
});
