/**
 * Bundles the Engine.IO client for browsers with WebSocket alone: the relay speaks nothing else, so HTTP
 * long-polling and WebTransport would never be tried.
 */
export function websocketOnly() {
  return {
    name: 'websocket-only',
    async resolveId(source, importer) {
      if (!importer?.includes('engine.io-client/') || !source.endsWith('.node.js')) return null;
      return this.resolve(source.replace(/\.node\.js$/, '.js'), importer);
    },
    transform(code, id) {
      if (!/engine\.io-client\/build\/esm\/transports\/index\.js$/.test(id)) return null;
      return {
        code: `import { WS } from './websocket.js';\nexport const transports = { websocket: WS };\n`,
        map: null,
      };
    },
  };
}
