/** Buttons that copy the code beside them: <button data-copy="id of the element">. */

const FEEDBACK_MS = 2000;

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no secure context, or not allowed
  }
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

/** Makes one button work; what it did is read out by screen readers, as its label changes. */
function setUp(button) {
  const label = button.textContent;
  button.setAttribute('aria-live', 'polite');
  let timer;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy);
    const isCopied = await copy(source.textContent);
    if (!isCopied) select(source);
    button.textContent = isCopied ? 'Copied' : 'Selected: press Ctrl+C';
    clearTimeout(timer);
    timer = setTimeout(() => (button.textContent = label), FEEDBACK_MS);
  });
}

document.querySelectorAll('[data-copy]').forEach(setUp);
