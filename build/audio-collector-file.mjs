import { readFileSync } from 'node:fs';

/** Where the SDK looks for what it runs in the audio thread, beside its own file. */
const FILE = 'rtcbot-audio-blocks.js';

/**
 * Writes the text that the SDK runs in the audio thread into a file of its own beside the bundle, for pages whose policy lets no
 * text be a script.
 */
export function audioCollectorFile() {
  let text;
  return {
    name: 'audio-collector-file',
    moduleParsed({ id, ast }) {
      if (!id.endsWith('/audio-collector.ts')) return;
      const literal = ast.body
        .flatMap(({ declaration }) => declaration?.declarations ?? [])
        .find((one) => one.id.name === 'COLLECTOR').init;
      text = literal.value ?? literal.quasis[0].value.cooked;
    },
    generateBundle() {
      // The elements take the SDK as it was built.
      const source = text ?? readFileSync(new URL(`../sdk/dist/${FILE}`, import.meta.url), 'utf8');
      this.emitFile({ type: 'asset', fileName: FILE, source });
    },
  };
}
