/**
 * Takes the browser's modules of Engine.IO's client in the place of Node's (`globals.js` for `globals.node.js`), as the
 * `browser` field of its package.json says: Rollup's resolver stops at the package.json nearest to a module, which has none.
 */
export function browserModules() {
  return {
    name: 'browser-modules',
    resolveId(source, importer) {
      if (!importer?.includes('/engine.io-client/') || !source.endsWith('.node.js')) return null;
      return this.resolve(source.replace(/\.node\.js$/, '.js'), importer);
    },
  };
}
