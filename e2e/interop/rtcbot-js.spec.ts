/** RTCBot's JavaScript, by its stand-in, in one browser context and ours in another. */
import { expectWithinIn } from '../late-pages.js';
import {
  expect,
  expectLivePictures,
  expectTone,
  NOTICE_MS,
  reportMs,
  test as base,
} from './fixtures.js';
import { PeerPage } from './peer-page.js';

interface Fixtures {
  /** A page with the stand-in. */
  readonly theirs: PeerPage;
}

type Role = 'we offer' | 'they offer';
const ROLES: readonly Role[] = ['we offer', 'they offer'];
const THEIR_HZ = 440;
const OUR_HZ = 1320;
const bothKinds = ['video', 'audio'] as const;

const test = base.extend<Fixtures>({
  theirs: async ({ browser, python }, use) => {
    const context = await browser.newContext();
    const theirs = await new PeerPage(await context.newPage()).open(python.url);
    await use(theirs);
    await context.close();
    expect(theirs.errors, 'nothing unhandled in the page').toEqual([]);
  },
});

/** Exchanges the descriptions. */
async function meet(role: Role, ours: PeerPage, theirs: PeerPage): Promise<void> {
  const [offerer, answerer] = role === 'we offer' ? [ours, theirs] : [theirs, ours];
  await offerer.accept(await answerer.describe(await offerer.describe()));
  await ours.ready();
}

for (const role of ROLES) {
  test(`${role}: messages; theirs come bare, ours as JSON text`, async ({ ours, theirs }) => {
    await ours.make();
    await theirs.make({}, "RTCBot's JavaScript");
    const values = ['text', '', { x: [1, null] }, 12, true, 'null', '{"y":2}', '7'];
    const atOurs = [
      ...['text', '', { x: [1, null] }, 12, true],
      ...[null, { y: 2 }, 7], // on its wire a string is no different from what it says
    ];
    const atTheirs = values.map((value) => JSON.stringify(value));
    await Promise.all([ours.put(...values), theirs.put(...values)]);
    await meet(role, ours, theirs);
    await Promise.all([ours.put(...values), theirs.put(...values)]);
    expect(await ours.get(2 * values.length)).toEqual([...atOurs, ...atOurs]);
    expect(await theirs.get(2 * values.length)).toEqual([...atTheirs, ...atTheirs]);
  });

  test(`${role}: video and audio go both ways`, async ({ ours, theirs }) => {
    await ours.make({ send: bothKinds, receive: bothKinds, audioHz: OUR_HZ });
    const their = { send: bothKinds, receive: bothKinds, audioHz: THEIR_HZ };
    await theirs.make(their, "RTCBot's JavaScript");
    await meet(role, ours, theirs);
    await expectLivePictures(() => ours.pictures());
    await expectLivePictures(() => theirs.pictures());
    await expectTone(ours, THEIR_HZ);
    await expectTone(theirs, OUR_HZ);
  });

  test(`${role}: either side's close ends the other`, async ({ ours, theirs }) => {
    const connect = async (): Promise<void> => {
      await ours.make();
      await theirs.make({}, "RTCBot's JavaScript");
      await meet(role, ours, theirs);
    };
    const pages = [ours.page, theirs.page];
    for (const [closing, other] of [
      [theirs, ours],
      [ours, theirs],
    ] as const) {
      const ms = await expectWithinIn(pages, NOTICE_MS, async () => {
        await connect();
        await theirs.put('hello');
        await ours.get();
        await other.watchClose();
        const closedMs = await closing.close();
        return (await other.closedAtMs()) - closedMs;
      });
      reportMs(`${closing === ours ? 'they notice our' : 'we notice their'} close after`, ms);
    }
  });
}
