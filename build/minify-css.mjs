/** Takes comments and needless white space out of Lit's css`` templates. */
export function minifyCss() {
  return {
    name: 'minify-css',
    transform(code) {
      if (!code.includes('css`')) return null;
      const minify = (css) =>
        css
          .replace(/\/\*[^]*?\*\//g, '')
          .replace(/\s+/g, ' ')
          .replace(/ ?([{};,]) ?/g, '$1')
          .replace(/: /g, ':');
      return {
        code: code.replace(/css`([^`]*)`/g, (_, css) => `css\`${minify(css)}\``),
        map: null,
      };
    },
  };
}
