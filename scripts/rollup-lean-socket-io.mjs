/** Modules of Socket.IO whose work the relay's protocol never needs, and what stands in for them. */
const standIns = [
  // The relay speaks WebSocket only: no HTTP long-polling, no WebTransport.
  [
    /engine\.io-client\/build\/esm\/transports\/index\.js$/,
    `import { WS } from './websocket.js'; export const transports = { websocket: WS };`,
  ],
  // Signalling is JSON: no binary attachments.
  [
    /socket\.io-parser\/build\/esm\/is-binary\.js$/,
    `export const isBinary = () => false; export const hasBinary = isBinary;`,
  ],
  [
    /socket\.io-parser\/build\/esm\/binary\.js$/,
    `export const deconstructPacket = (packet) => ({ packet, buffers: [] }); export const reconstructPacket = (packet) => packet;`,
  ],
];

/** Bundles the Socket.IO client without what the relay's protocol never needs: other transports, binary packets. */
export function leanSocketIo() {
  return {
    name: 'lean-socket-io',
    async resolveId(source, importer) {
      if (!importer?.includes('engine.io-client/') || !source.endsWith('.node.js')) return null;
      return this.resolve(source.replace(/\.node\.js$/, '.js'), importer);
    },
    transform(_code, id) {
      const standIn = standIns.find(([pattern]) => pattern.test(id));
      return standIn ? { code: standIn[1], map: null } : null;
    },
  };
}
