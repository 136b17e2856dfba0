/**
 * Gives a method of a class in a library's source another body.
 * @throws Error if there is no such method: the library has changed, and whoever updates it has to look
 */
export function replaceMethod(code, name, body) {
  const method = new RegExp(`(\\n( +)${name} ?\\([^)]*\\) \\{\\n)[^]*?\\n\\2\\}\\n`);
  if (!method.test(code)) throw new Error(`The library has no method ${name} any more.`);
  return code.replace(method, (_, head, indent) => `${head}${body}\n${indent}}\n`);
}
