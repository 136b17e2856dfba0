import { fileURLToPath } from 'node:url';

const sdk = fileURLToPath(new URL('../../sdk/src/', import.meta.url));

/** Modules of the SDK that come with the second file of the elements' CDN build. */
const later = [
  'connection/stats-history',
  'media/audio-frames',
  'media/piece-track',
  'media/video-frames',
  'teleop/shared/channels',
];

/** Bundles what `sdk/src/later/` has in the place of these modules wherever connections use them. */
export function laterParts() {
  return {
    name: 'later-parts',
    async resolveId(source, importer) {
      if (source === '@rtcbot-web/sdk') return `${sdk}index.ts`;
      if (!/\/sdk\/src\/(connection|relay)\//.test(importer)) return null;
      const id = (await this.resolve(source, importer, { skipSelf: true }))?.id;
      const name = later.find((one) => id === `${sdk}${one}.ts`);
      return name ? `${sdk}later/${name.split('/').at(-1)}.ts` : null;
    },
  };
}
