/**
 * The anchor of a heading, as GitHub makes it: so that one link works there and on the site.
 * @param {string} heading - its text, without markup
 */
export const slug = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
