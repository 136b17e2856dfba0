import { fileURLToPath } from 'node:url';

const platform = fileURLToPath(
  new URL('../sdk/src/connection/negotiation/simple-peer-platform.ts', import.meta.url),
);

/** What simple-peer requires, and which export of our platform file stands in for it. */
const standIns = {
  debug: 'export { debug as default }',
  'get-browser-rtc': 'export { getBrowserRTC as default }',
  randombytes: 'export { randomBytes as default }',
  'readable-stream': 'export { Duplex }',
  'queue-microtask': 'export { microtask as default }',
  'err-code': 'export { errCode as default }',
  buffer: 'export { Buffer }',
};

const prefix = '\0simple-peer-platform:';

/**
 * Bundles simple-peer without its Node shims (readable-stream, buffer and the like: four fifths of its
 * published file): each resolves to a few lines on the browser's own API. simple-peer itself stays as it is.
 */
export function simplePeerPlatform() {
  return {
    name: 'simple-peer-platform',
    resolveId(source, importer) {
      if (!importer?.includes('/simple-peer/')) return null;
      const name = source.replace('\0', '').replace(/\?.*$/, '');
      return name in standIns && !source.includes('?') ? prefix + name : null;
    },
    load(id) {
      if (!id.startsWith(prefix)) return null;
      const name = id.slice(prefix.length).replace(/\?.*$/, '');
      return name in standIns ? `${standIns[name]} from ${JSON.stringify(platform)};` : null;
    },
  };
}
