/**
 * Every browser bundle of the project, in the order in which they build on one another.
 * `rollup -c --configOnly=sdk` builds those whose name starts with `sdk`.
 */
import { readFileSync } from 'node:fs';
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { minifyCss } from './scripts/rollup-minify-css.mjs';
import { simplePeerPlatform } from './scripts/lean/rollup-simple-peer-platform.mjs';
import { leanSocketIo } from './scripts/lean/rollup-lean-socket-io.mjs';
import { leanValibot } from './scripts/lean/rollup-lean-valibot.mjs';

const target = 'es2022';
const { version } = JSON.parse(readFileSync('components/package.json', 'utf8'));
const browser = () => [
  simplePeerPlatform(),
  leanSocketIo(),
  resolve({ browser: true, extensions: ['.ts', '.js'] }),
  commonjs(),
  esbuild({ target, define: { PACKAGE_VERSION: JSON.stringify(version) } }),
];
/** What subclasses of the SDK's base classes call or override keeps its name. */
const subclassNames = [
  '_get',
  '_put_nowait',
  '_setReady',
  '_setError',
  '_shouldClose',
  '_close',
  '_store',
  '_take',
  '_connectionChanged',
  '_linkChanged',
];
const minified = () => [
  leanValibot(),
  ...browser(),
  minifyCss(),
  terser({
    ecma: 2020,
    compress: { passes: 3, pure_funcs: ['this._debug'] },
    mangle: { properties: { regex: /^_[a-z]/i, reserved: subclassNames } },
    // In ASCII alone: pages that do not say how they are encoded are common, and scripts are read as they are.
    format: { comments: /^!/, ascii_only: true },
  }),
];

/** Engine.IO's unused transports are dropped although they look around for XMLHttpRequest when they load. */
const treeshake = { moduleSideEffects: (id) => !id.includes('engine.io-client/') };

/** What an ESM build leaves to the user's bundler: its package's dependencies. */
const external = (...names) => ({
  external: (id) => names.some((name) => id === name || id.startsWith(`${name}/`)),
});

/** A further file of the elements' CDN build: what it shares with the first one is in that one's `elementParts`. */
const further = (name) => ({
  input: `components/src/${name}-cdn.ts`,
  external: (id) => id === 'lit' || id === '@rtcbot-web/sdk' || SHARED.test(id),
  plugins: minified(),
  output: {
    file: `components/dist/rtcbot-${name}.min.js`,
    format: 'iife',
    name: 'rtcbot',
    extend: true,
    globals: () => 'rtcbot.elementParts',
  },
});
/** The modules of `shared-parts.ts`. */
const SHARED =
  /\/(check-timer|connection-source|custom-states|events|media-mirror|register|teleop-watch|warn-once)\.js$/;

const bundles = {
  'sdk-esm': {
    input: {
      index: 'sdk/src/index.ts',
      subscriptions: 'sdk/src/subscriptions/index.ts',
      teleop: 'sdk/src/teleop/index.ts',
      protocol: 'sdk/src/relay/protocol.ts',
    },
    ...external('valibot', 'socket.io-client', '@socket.io/component-emitter'),
    plugins: browser(),
    output: { dir: 'sdk/dist', format: 'es', chunkFileNames: 'chunks/[name].js' },
  },
  'sdk-cdn': {
    input: 'sdk/src/index.ts',
    plugins: minified(),
    output: { file: 'sdk/dist/rtcbot.min.js', format: 'iife', name: 'rtcbot', extend: true },
  },
  'components-esm': {
    input: { index: 'components/src/index.ts', define: 'components/src/define.ts' },
    ...external('lit', '@lit/context', '@rtcbot-web/sdk'),
    plugins: browser(),
    output: { dir: 'components/dist', format: 'es', chunkFileNames: 'chunks/[name].js' },
  },
  'components-cdn': {
    input: 'components/src/cdn.ts',
    plugins: minified(),
    output: {
      file: 'components/dist/rtcbot-components.min.js',
      format: 'iife',
      name: 'rtcbot',
      extend: true,
    },
  },
  'components-drive': further('drive'),
  'robot-page': {
    input: 'robot/page/main.ts',
    plugins: minified(),
    output: { file: 'robot/dist/page/main.js', format: 'iife' },
  },
};

export default ({ configOnly = '' }) => {
  const wanted = Object.entries(bundles).filter(([name]) => name.startsWith(configOnly));
  if (wanted.length === 0) throw new Error(`No bundle is named ${configOnly}*.`);
  return wanted.map(([, bundle]) => ({ treeshake, ...bundle }));
};
