/**
 * Every browser bundle of the project, in the order in which they build on one another.
 * `rollup -c --configOnly=sdk` builds those whose name starts with `sdk`.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { minifyCss } from './scripts/rollup-minify-css.mjs';
import { simplePeerPlatform } from './scripts/lean/rollup-simple-peer-platform.mjs';
import { laterParts } from './scripts/lean/rollup-later-parts.mjs';
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
  // What the two files of the elements' CDN build call in each other.
  '_reserved',
  '_connectionChanged',
  '_linkChanged',
];
const shortNames = { regex: /^_[a-z]/i, reserved: subclassNames };
/** @param properties - which names are shortened, if any */
const minified = (properties = shortNames) => [
  leanValibot(),
  ...browser(),
  minifyCss(),
  terser({
    ecma: 2020,
    compress: { passes: 3, pure_funcs: ['this._debug'] },
    mangle: { properties },
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

/**
 * A further file of the elements' CDN build, with what it brings of the SDK. What it shares with the first one is in that
 * one's `elementParts`, so that there is one of each.
 */
const further = (name) => ({
  input: 'further',
  external: (id) => id === 'lit' || id === '@rtcbot-web/sdk' || SHARED.test(id),
  plugins: [
    {
      name: 'further',
      resolveId: (id) => (id.startsWith('further') ? id : null),
      load: (id) =>
        ({
          // The parts come first: the elements look for them as soon as they are registered.
          further: `import 'further-parts'; export * from '${path.resolve(`components/src/${name}-cdn.ts`)}';`,
          'further-parts': `import { provide } from '${path.resolve('sdk/src/later/provide.ts')}'; provide();`,
        })[id],
    },
    // Short names might be those that Lit, which is in the other file, has for its own members.
    ...minified(false),
  ],
  output: {
    file: `components/dist/rtcbot-${name}.min.js`,
    format: 'iife',
    name: 'rtcbot',
    extend: true,
    globals: () => 'rtcbot.elementParts',
  },
});
/** The modules of `shared-parts.ts`, and the SDK's errors. */
const SHARED =
  /\/(check-timer|connection-source|custom-states|errors|events|media-mirror|register|teleop-watch|warn-once)\.js$/;

const bundles = {
  'sdk-esm': {
    input: {
      index: 'sdk/src/index.ts',
      subscriptions: 'sdk/src/subscriptions/index.ts',
      teleop: 'sdk/src/teleop/index.ts',
      protocol: 'sdk/src/protocol.ts',
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
    plugins: [laterParts(), ...minified()],
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
