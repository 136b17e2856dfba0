import { expect, it } from 'vitest';
import { SignalingError, type RtcErrorCode } from '../../errors.js';
import { SignalOutbox } from './signal-outbox.js';

function createOutbox() {
  const sent: string[] = [];
  const refused: RtcErrorCode[] = [];
  let refusal: RtcErrorCode | undefined;
  const outbox = new SignalOutbox(
    ({ sessionId }) => {
      sent.push(sessionId);
      return refusal ? Promise.reject(new SignalingError(refusal, 'no')) : Promise.resolve();
    },
    (_, { code }) => refused.push(code),
  );
  const put = (...ids: string[]): void => {
    for (const sessionId of ids) outbox.put({ sessionId, signal: { type: 'renegotiate' } });
  };
  const answered = async (code?: RtcErrorCode): Promise<string[]> => {
    refusal = code;
    await new Promise(setImmediate);
    return sent.splice(0);
  };
  return { outbox, put, answered, refused, refuse: (code?: RtcErrorCode) => (refusal = code) };
}

it('keeps what the relay could not take, and sends it again in order', async () => {
  const { outbox, put, answered, refused, refuse } = createOutbox();
  put('a');
  outbox.open();
  expect(await answered()).toEqual(['a']);
  refuse('try-again');
  put('b', 'c');
  expect(await answered()).toEqual(['b', 'c']);
  expect(refused).toEqual(['try-again', 'try-again']);
  put('d');
  expect(await answered()).toEqual([]);
  outbox.open();
  expect(await answered()).toEqual(['b', 'c', 'd']);
});

it('drops what is refused for its own sake', async () => {
  const { outbox, put, answered, refuse } = createOutbox();
  outbox.open();
  refuse('bad-message');
  put('a');
  await answered();
  put('b');
  expect(await answered()).toEqual(['b']);
});

it('sends again what was under way when the relay was lost, unless it is forgotten', async () => {
  const { outbox, put, answered } = createOutbox();
  outbox.open();
  put('a');
  outbox.shut();
  expect(await answered()).toEqual(['a']);
  outbox.forget();
  outbox.open();
  expect(await answered()).toEqual([]);
});
