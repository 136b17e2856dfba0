/**
 * Shows the code of a tutorial page: not a copy of it, but the very elements that run in the page, and the very
 * file that runs on the robot. Lines that the step before did not have are marked.
 */
import { addedLines } from './added-lines.js';
import { sourceOf } from './source.js';
import { watchConnection } from './watch-connection.js';

/** The code that <pre data-shows="selectors"> stands for, taken from `page`. */
const pageCode = (page, selectors) =>
  [...page.querySelectorAll(selectors)].map(sourceOf).filter(Boolean).join('\n');

async function fetchText(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} cannot be read: ${response.status}`);
  return response.text();
}

const fetchPage = async (address) =>
  new DOMParser().parseFromString(await fetchText(address), 'text/html');

/** Fills a <pre>, with the lines marked that `former` does not have. */
function show(pre, code, former = code) {
  const lines = code.split('\n').map((text) => {
    const line = document.createElement('span');
    line.className = 'line';
    line.textContent = `${text}\n`;
    return line;
  });
  for (const index of addedLines(former.split('\n'), code.split('\n'))) {
    lines[index].classList.add('new');
  }
  const block = document.createElement('code');
  block.className = 'scroll';
  block.id = pre.dataset.code;
  block.append(...lines);
  pre.replaceChildren(block);
}

async function showPageCode(pre) {
  const { shows, previous } = pre.dataset;
  const code = pageCode(document, shows);
  show(pre, code);
  if (previous) show(pre, code, pageCode(await fetchPage(previous), shows));
}

async function showProgram(pre) {
  const { program, previous } = pre.dataset;
  const [code, former] = await Promise.all(
    [program, previous].map((name) => name && fetchText(name)),
  );
  show(pre, code.trimEnd(), former);
}

for (const pre of document.querySelectorAll('pre[data-shows]')) showPageCode(pre);
for (const pre of document.querySelectorAll('pre[data-program]')) showProgram(pre);

const link = document.getElementById('link');
if (link) watchConnection(window.conn, link);
