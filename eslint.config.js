/** Lint rules of the whole repository; who may import whom is in .dependency-cruiser.cjs. */
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import lit from 'eslint-plugin-lit';
import wc from 'eslint-plugin-wc';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { houseRules } from './scripts/rules/eslint-house-rules.mjs';

const TYPESCRIPT = ['**/*.ts', '**/*.mts'];
const TESTS = [
  '**/*.test.{ts,mjs}',
  '**/*.spec.ts',
  'e2e/**',
  'bench/**',
  '*/{test,src/testing}/**',
];

/** No tsconfig.json covers these: they are linted without type information. */
const OUTSIDE_PROJECTS = ['*.config.{js,ts}', '**/*.{js,mjs,cjs,mts}'];

/** What may write to the console: loggers, and what runs in a terminal. */
const LOGGERS = [
  'relay/src/observe/log.ts',
  'robot/src/log.ts',
  '{relay,robot}/bin/**',
  'robot/examples/**',
  'scripts/**',
  'demo/**',
  'bench/**',
];

const shape = {
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  'max-depth': ['error', 3],
  'max-params': ['error', 4],
  complexity: ['error', { max: 15, variant: 'modified' }],
};

const javascript = {
  // RTCBot's names are written as in Python; options of terser and variables of npm are theirs.
  camelcase: ['error', { allow: ['put_nowait$', '^(pure_funcs|ascii_only)$', '^npm_'] }],
  eqeqeq: ['error', 'always'],
  'no-console': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'prefer-template': 'off',
  'house/reason-for-disabling': 'error',
};

const typescript = {
  '@typescript-eslint/consistent-type-definitions': 'off', // interface for objects, type for unions
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/explicit-module-boundary-types': 'off', // docstrings and .d.ts files tell
  '@typescript-eslint/no-confusing-void-expression': [
    'error',
    { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
  ],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-invalid-void-type': 'off', // Producer<void> is a producer without values
  '@typescript-eslint/no-unnecessary-condition': 'off', // "am I still current?" after an await looks so
  '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true },
  ],
  '@typescript-eslint/unbound-method': 'off', // public methods are bound by their constructors
};

export default defineConfig(
  globalIgnores(['**/dist/', '**/.cache/', 'test-results/', 'playwright-report/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  { plugins: { house: houseRules }, rules: { ...shape, ...javascript } },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: { ...typescript, 'house/tsdoc-syntax': 'error' },
  },
  {
    files: ['{sdk,components,relay,robot}/{src,page,wire}/**/*.ts'],
    rules: { 'house/docstring-on-export': 'error' },
  },
  {
    files: ['components/**/*.ts'],
    extends: [
      lit.configs['flat/recommended'],
      wc.configs['flat/recommended'],
      wc.configs['flat/best-practice'],
    ],
    settings: { wc: { elementBaseClasses: ['LitElement', 'RtcMediaElement'] } },
  },
  {
    files: OUTSIDE_PROJECTS,
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { ...globals.node } },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['demo/**', 'bench/**', 'components/**', 'scripts/report.mjs'],
    languageOptions: { globals: { ...globals.browser, rtcbot: 'readonly' } },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off', // describe() blocks
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      'house/docstring-on-export': 'off',
    },
  },
  { files: LOGGERS, rules: { 'no-console': 'off' } },
);
