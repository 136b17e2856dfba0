/**
 * Every browser bundle of the project, in the order in which they build on one another.
 * `rollup -c --configOnly=sdk` builds those whose name starts with `sdk`.
 */
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { audioCollectorFile } from './build/audio-collector-file.mjs';
import { browserModules } from './build/browser-modules.mjs';
import { minifyCss } from './build/minify-css.mjs';
import { simplePeerPlatform } from './build/simple-peer-platform.mjs';

const browser = () => [
  simplePeerPlatform(),
  browserModules(),
  resolve({ browser: true, extensions: ['.ts', '.js'] }),
  commonjs(),
  esbuild({ target: 'es2022' }),
];
const minified = () => [
  ...browser(),
  minifyCss(),
  terser({
    ecma: 2020,
    // What simple-peer says of itself goes nowhere in a browser.
    compress: { passes: 3, pure_funcs: ['this._debug'] },
    // In ASCII alone: pages that do not say how they are encoded are common, and scripts are read as they are.
    format: { comments: /^!/, ascii_only: true },
  }),
];

/** What an ESM build leaves to the user's bundler: its package's dependencies. */
const external = (...names) => ({
  external: (id) => names.some((name) => id === name || id.startsWith(`${name}/`)),
});

/** A file for a script tag: what it exports is added to the global `rtcbot`, whichever file came first. */
const scriptTag = (input, file) => ({
  input,
  plugins: [...minified(), audioCollectorFile()],
  output: { file, format: 'iife', name: 'rtcbot', extend: true },
});

const bundles = {
  'sdk-esm': {
    input: {
      index: 'sdk/src/index.ts',
      subscriptions: 'sdk/src/subscriptions/index.ts',
      teleop: 'sdk/src/teleop/index.ts',
      protocol: 'sdk/src/protocol.ts',
    },
    ...external('valibot', 'socket.io-client', '@socket.io/component-emitter'),
    plugins: [...browser(), audioCollectorFile()],
    output: { dir: 'sdk/dist', format: 'es', chunkFileNames: 'chunks/[name].js' },
  },
  'sdk-cdn': scriptTag('sdk/src/index.ts', 'sdk/dist/rtcbot.min.js'),
  'components-esm': {
    input: { index: 'components/src/index.ts', define: 'components/src/define.ts' },
    ...external('lit', '@lit/context', '@rtcbot-web/sdk'),
    plugins: browser(),
    output: { dir: 'components/dist', format: 'es', chunkFileNames: 'chunks/[name].js' },
  },
  'components-cdn': scriptTag('components/src/cdn.ts', 'components/dist/rtcbot-components.min.js'),
  'robot-page': {
    input: 'robot/page/main.ts',
    plugins: minified(),
    output: { file: 'robot/dist/page/main.js', format: 'iife' },
  },
  'robot-page-encoder': {
    input: 'robot/page/encoder/main.ts',
    plugins: minified(),
    output: { file: 'robot/dist/page/encoder.js', format: 'iife' },
  },
};

export default ({ configOnly = '' }) => {
  const wanted = Object.entries(bundles).filter(([name]) => name.startsWith(configOnly));
  if (wanted.length === 0) throw new Error(`No bundle is named ${configOnly}*.`);
  return wanted.map(([, bundle]) => bundle);
};
