/** Identifies the sources of this package. */
declare const BUILD_ID: string | undefined;

/** A hash of the sources, which the bundler puts in; `unbundled` where the sources run as they are. */
export const buildId: string = typeof BUILD_ID === 'undefined' ? 'unbundled' : BUILD_ID;
