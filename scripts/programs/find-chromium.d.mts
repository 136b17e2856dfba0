/** Where to look instead of on this machine. */
export interface FindChromiumOptions {
  env?: Record<string, string | undefined>;
  paths?: readonly string[];
}

/** Path of a Chromium that runs; undefined if there is none. */
export function findChromium(options?: FindChromiumOptions): string | undefined;
