/**
 * Who may import whom. `npm run lint:imports` checks it; scripts/rules/import-rules.test.mjs proves that each
 * rule can fail.
 */

/** Tests may look behind the public entries of their own room. */
const TESTS = '\\.(test|spec)\\.m?ts$|^[^/]+/(test|src/testing)/';

/** A path that npm's own folder layout may have put anywhere. */
const npmPackage = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

/** The built public entries of a room, as its package.json exports them: bundle and types. */
const builtEntries = {
  sdk: '^sdk/dist/(index\\.js|types/index\\.d\\.ts)$',
  subscriptions: '^sdk/dist/(subscriptions\\.js|types/subscriptions/index\\.d\\.ts)$',
  teleop: '^sdk/dist/(teleop\\.js|types/teleop/index\\.d\\.ts)$',
  protocol: '^sdk/dist/(protocol\\.js|types/protocol\\.d\\.ts)$',
  components: '^components/dist/((index|define)\\.js|types/(index|define)\\.d\\.ts)$',
  relay: '^relay/dist/index\\.(js|d\\.ts)$',
  robot: '^robot/dist/src/index\\.(js|d\\.ts)$',
  files: '^(sdk|components)/dist/[^/]+\\.min\\.js$|^[^/]+/package\\.json$',
};

const ROOMS = '^(sdk|components|relay|robot|demo|e2e|bench)/';

/** Code in `from` that is not a test may import of our rooms only itself and `allowed`. */
const ownRooms = (name, from, own, ...allowed) => ({
  name,
  severity: 'error',
  comment: 'The table of who may import whom is in CONTRIBUTING.md.',
  from: { path: from, pathNot: TESTS },
  to: { path: ROOMS, pathNot: [own, ...allowed] },
});

/** Only the files of `from` may import the npm package `name`. */
const onlyIn = (name, from, ...more) => ({
  name: `${name}-in-one-place`,
  severity: 'error',
  comment: `Only ${from} may name ${name}.`,
  from: { pathNot: [from, TESTS, '^e2e/', '^bench/', ...more] },
  to: { path: npmPackage(name) },
});

/** Code in `from` may import of npm only `packages`, and of Node.js only where `node` says so. */
const npmOnly = (name, from, packages, node = false) => ({
  name,
  severity: 'error',
  comment: `May import of npm only: ${packages.join(', ')}.`,
  from: { path: from, pathNot: TESTS },
  to: {
    dependencyTypes: [
      'npm',
      'npm-dev',
      'npm-peer',
      'npm-optional',
      'npm-no-pkg',
      'npm-unknown',
    ].concat(node ? [] : ['core']),
    pathNot: [npmPackage(...packages), ROOMS],
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle, be it of types alone, means that two files are one. Move what both need.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'The import leads nowhere. Of another room? Build first: npm run build.',
      from: {},
      to: { couldNotResolve: true, pathNot: '^/' }, // `/rtcbot.js`: pages ask the server for it
    },
    {
      name: 'declared-packages',
      severity: 'error',
      comment: 'The package is not in the dependencies of the room that imports it.',
      from: { path: ROOMS, pathNot: [TESTS, '^e2e/', '^demo/', '^bench/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'not-to-tests',
      severity: 'error',
      comment: 'What ships does not lean on tests.',
      from: { pathNot: [TESTS, '^e2e/'] },
      to: { path: TESTS },
    },

    ownRooms('sdk-rooms', '^sdk/src/', '^sdk/src/'),
    ownRooms('components-rooms', '^components/src/', '^components/src/', builtEntries.sdk),
    ownRooms(
      'relay-rooms',
      '^relay/src/',
      '^relay/src/',
      builtEntries.protocol,
      builtEntries.files,
    ),
    ownRooms(
      'robot-rooms',
      '^robot/src/',
      '^robot/(src|wire)/',
      builtEntries.subscriptions,
      builtEntries.teleop,
      builtEntries.protocol,
      builtEntries.files,
    ),
    ownRooms(
      'robot-page-rooms',
      '^robot/page/',
      '^robot/(page|wire)/',
      builtEntries.sdk,
      builtEntries.protocol,
    ),
    ownRooms(
      'robot-wire-rooms',
      '^robot/wire/',
      '^robot/wire/',
      builtEntries.subscriptions,
      builtEntries.protocol,
    ),
    ownRooms('users-rooms', '^demo/', '^demo/', ...Object.values(builtEntries)),
    {
      ...ownRooms(
        'users-rooms-e2e',
        '^(e2e|bench)/',
        '^(e2e|bench)/',
        ...Object.values(builtEntries),
      ),
      from: { path: '^(e2e|bench)/' },
    },

    npmOnly('sdk-npm', '^sdk/src/', [
      'simple-peer',
      'socket.io-client',
      'valibot',
      '@socket.io/component-emitter',
      '@types/simple-peer',
    ]),
    npmOnly('components-npm', '^components/src/', ['lit', 'lit-html', 'lit-element', '@lit/.*']),
    npmOnly('robot-page-npm', '^robot/page/', []),
    npmOnly('robot-wire-npm', '^robot/wire/', []),
    {
      name: 'relay-never-puppeteer',
      severity: 'error',
      comment: 'The relay runs on a server without a browser.',
      from: { path: '^relay/' },
      to: { path: npmPackage('puppeteer', 'puppeteer-core', 'playwright', 'playwright-core') },
    },
    onlyIn('simple-peer', '^sdk/src/connection/negotiation/peer\\.ts$'),
    onlyIn('socket.io-client', '^sdk/src/relay/relay-socket\\.ts$'),
    onlyIn('puppeteer-core', '^robot/src/'),
  ],
  options: {
    tsPreCompilationDeps: true,
    exclude: { path: '(^|/)node_modules/\\.cache/|/dist/.*\\.test\\.' },
    doNotFollow: { path: '(^|/)node_modules/|/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default', 'node'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};
