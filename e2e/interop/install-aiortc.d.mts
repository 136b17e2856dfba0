/** Debian's own Python. */
export declare const PYTHON: string;

/** Resolves to the reason why the interop tests cannot run here; undefined if they can. */
export declare function whyNoAiortc(): Promise<string | undefined>;

/** The same, but installs it first if it is missing and this is root on Debian or the like. */
export declare function provideAiortc(): Promise<string | undefined>;
