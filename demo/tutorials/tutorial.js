/**
 * Shows the code of a tutorial page: not a copy of it, but what stands in this page's own file, and the very
 * files that run beside it. Lines that the step before did not have are marked.
 */
/* global conn -- of the tutorial's own script, if it has one */
import { addedLines } from './added-lines.js';
import { sourceOf } from './source.js';
import { watchConnection, watchTrouble } from './watch-connection.js';

/** What a tutorial's page consists of; the rest of the page shows and explains it. */
const TUTORIAL = "script[src='/rtcbot.js'], #tutorial-markup > :not([data-aid]), #tutorial-script";

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
  // The file, not the live page: the tutorial has changed that one already.
  const [page, former] = await Promise.all(
    [location.pathname, previous].map((name) => name && fetchPage(name)),
  );
  const selectors = shows || TUTORIAL;
  show(pre, pageCode(page, selectors), former && pageCode(former, selectors));
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
const connection = typeof conn === 'undefined' ? undefined : conn;
if (link?.dataset.watches === 'errors') watchTrouble(link);
else if (link) watchConnection(connection, link);
