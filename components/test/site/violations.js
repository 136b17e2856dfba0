/** What the page's Content-Security-Policy did not allow; loaded before everything else. */
globalThis.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event;
  globalThis.violations.push({ violatedDirective, blockedURI, sourceFile, lineNumber, sample });
});
