import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import * as protocol from '../../sdk/src/protocol.ts';
import * as lean from './valibot.mjs';

const fileOf = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The protocol as the CDN files have it. */
async function leanProtocol() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileOf('../../sdk/src/protocol.ts')],
    alias: { valibot: fileOf('valibot.mjs') },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

const id = 'abcdefghijklmnop';
const offer = { type: 'offer', sdp: 'v=0' };
const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 };
const iceServers = [{ urls: 'stun:x' }, { urls: ['turn:y'], username: 'u', credential: 'c' }];

/** A good message for each schema that a page parses. */
const messages = {
  presenceSchema: { robotId: 'r', instanceId: id },
  operatorJoinedSchema: { robotId: 'r', operatorId: id, role: 'viewer' },
  operatorLeftSchema: { robotId: 'r', operatorId: id, reason: 'closed' },
  signalDeliverSchema: { robotId: 'r', from: id, sessionId: id, signal: offer },
  signalSchema: { type: 'candidate', candidate },
  refusalSchema: { ok: false, code: 'forbidden', message: 'no' },
  registeredSchema: {
    ok: true,
    clientId: id,
    iceServers,
    operators: [{ operatorId: id, role: 'operator' }],
  },
  joinedSchema: { ok: true, clientId: id, role: 'operator', iceServers, instanceId: id },
  joinSchema: { robotId: 'r' },
  doneSchema: { ok: true },
};

const junk = fc.oneof(
  fc.constantFrom(undefined, null, NaN, -1, 0, 1.5, 70_000, '', id, 'offer', [], {}, true, offer),
  fc.jsonValue(),
);

/** Every way to change one place of a message: put junk there, take it away, add something. */
function changed(message) {
  if (typeof message !== 'object' || message === null) return junk;
  const keys = Object.keys(message);
  const inside = keys.map((key) =>
    changed(message[key]).map((value) =>
      Array.isArray(message) ? message.with(Number(key), value) : { ...message, [key]: value },
    ),
  );
  const without = keys.map((key) => {
    return fc.constant(Object.fromEntries(Object.entries(message).filter(([one]) => one !== key)));
  });
  return fc.oneof(junk, fc.constant({ ...message, more: 1 }), ...inside, ...without);
}

const verdict = ({ success, output }) => (success ? { success, output } : { success });

describe("Valibot's stand-in", async () => {
  const ours = await leanProtocol();
  for (const [name, message] of Object.entries(messages)) {
    it(`judges ${name} as Valibot does`, () => {
      const wanted = verdict(v.safeParse(protocol[name], message));
      expect(wanted.success).toBe(true);
      expect(verdict(lean.safeParse(ours[name], message))).toEqual(wanted);
      const same = (changedMessage) => {
        const judged = verdict(lean.safeParse(ours[name], changedMessage));
        expect(judged).toEqual(verdict(v.safeParse(protocol[name], changedMessage)));
      };
      fc.assert(fc.property(changed(message), same), { numRuns: 1000 });
    });
  }
});
