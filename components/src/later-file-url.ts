/**
 * Tell where a further file of the CDN build is.
 * @param src - address of this file: with its name, renamed, as a relay serves it, or a package's bare address at a CDN
 * @param name - `drive` for `rtcbot-drive.min.js`
 * @param version - exact version of this package: what a CDN gives for a range may have changed meanwhile
 * @throws Error if `src` is not known: this file was not loaded by a script tag
 */
export function laterFileUrl(src: string | undefined, name: string, version: string): string {
  if (!src) throw new Error('not loaded by a script tag');
  const url = new URL(src);
  url.pathname = url.pathname
    .replace(/(\/@rtcbot-web\/components)(@[^/]*|(?=\/?$))/, `$1@${version}`)
    .replace(/(\/@rtcbot-web\/components@[^/]*)\/?$/, '$1/dist/rtcbot-components.min.js')
    .replace(/\/(?:rtcbot-components([^/]*)|[^/]*)$/, (_, tail?: string) => {
      return `/rtcbot-${name}${tail ?? '.min.js'}`;
    });
  return url.href;
}
