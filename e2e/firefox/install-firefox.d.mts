/** Where to look instead of on this machine. */
export interface FindFirefoxOptions {
  env?: Record<string, string | undefined>;
  paths?: readonly string[];
}

/** Path of a Firefox that runs; undefined if there is none. */
export declare function findFirefox(options?: FindFirefoxOptions): string | undefined;

/** Why the tests cannot run in Firefox here; undefined if they can. */
export declare function whyNoFirefox(options?: FindFirefoxOptions): string | undefined;

/** The same, but installs it first if it is missing and this is root on Debian or the like. */
export declare function provideFirefox(): Promise<string | undefined>;
