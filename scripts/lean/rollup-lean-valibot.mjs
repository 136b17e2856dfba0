import { fileURLToPath } from 'node:url';

/** Bundles the few lines of `valibot.mjs` in Valibot's place. */
export function leanValibot() {
  return {
    name: 'lean-valibot',
    resolveId: (source) =>
      source === 'valibot' ? fileURLToPath(new URL('valibot.mjs', import.meta.url)) : null,
  };
}
