import { readFileSync } from 'node:fs';
import { replaceMethod } from './replace-method.mjs';

const fileOf = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Modules of the Socket.IO client, and what they become. */
const standIns = [
  // Of the whole client only its Manager is used.
  ['socket.io-client/build/esm/index.js', () => `export { Manager } from './manager.js';`],
  // Signalling is JSON in one namespace: no binary attachments.
  ['socket.io-parser/build/esm/index.js', () => fileOf('json-parser.mjs')],
  // The relay speaks WebSocket only: no HTTP long-polling, no WebTransport.
  [
    'engine.io-client/build/esm/transports/index.js',
    () => `import { WS } from './websocket.js'; export const transports = { websocket: WS };`,
  ],
  // Browsers have long been able to take URLs and queries apart.
  ['engine.io-client/build/esm/contrib/parseuri.js', () => fileOf('uri.mjs')],
  ['engine.io-client/build/esm/contrib/parseqs.js', () => fileOf('query.mjs')],
  ['engine.io-client/build/esm/util.js', () => fileOf('engine-parts.mjs')],
  // With one transport there is no other to move to.
  ['engine.io-client/build/esm/socket.js', (code) => replaceMethod(code, '_probe', '')],
];

/** Bundles the Socket.IO client without what the relay's protocol never needs. */
export function leanSocketIo() {
  return {
    name: 'lean-socket-io',
    async resolveId(source, importer) {
      if (!importer?.includes('engine.io-client/') || !source.endsWith('.node.js')) return null;
      return this.resolve(source.replace(/\.node\.js$/, '.js'), importer);
    },
    transform(code, id) {
      const standIn = standIns.find(([name]) => id.endsWith(`/${name}`));
      return standIn ? { code: standIn[1](code), map: null } : null;
    },
  };
}
