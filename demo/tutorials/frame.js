/**
 * What every tutorial page has around its content, as elements: header, steps, links to the neighbours, index, and
 * cards with code. Loaded in <head>, before anything is painted, so it is not a module.
 */
/* global TUTORIALS */
{
  // What goes wrong before watch-connection.js is there to say it
  globalThis.troubles = [];
  for (const type of ['error', 'unhandledrejection'])
    addEventListener(type, ({ reason, error, message }) =>
      globalThis.troubles.push(reason ?? error ?? message),
    );

  const groupOf = (path) => TUTORIALS.find(({ pages }) => pages.some((one) => one.path === path));
  const here = location.pathname;

  const HEADER = `
    <header class="site-header">
      <a class="visually-hidden skip-link" href="#main">Skip to the content</a>
      <a class="brand" href="/">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M16 8V3" stroke="var(--accent)" stroke-width="3" />
          <rect x="3" y="8" width="26" height="19" rx="7" fill="var(--accent)" />
          <circle cx="16" cy="17.5" r="6" fill="var(--surface)" />
          <circle cx="16" cy="17.5" r="2.6" fill="var(--accent)" />
        </svg>
        <span>RTCBot Web</span>
      </a>
      <nav aria-label="Site">
        <a href="/">Cockpit</a>
        <a href="/tutorials/" aria-current="${here === '/tutorials/' ? 'page' : 'true'}">Tutorials</a>
        <a href="/docs/">Docs</a>
      </nav>
      <button class="icon-button" type="button" data-theme-button aria-label="Switch theme">
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="12" cy="12" r="9" />
          <path d="M12 3a9 9 0 0 1 0 18z" fill="currentcolor" />
        </svg>
      </button>
    </header>`;

  /** Links to the pages of this group, in order. */
  function steps() {
    const { pages } = groupOf(here);
    if (pages.length < 2) return '';
    const links = pages.map(({ path, title }) => {
      const current = path === here ? ' aria-current="page"' : '';
      return `<li><a href="${path}"${current}>${title}</a></li>`;
    });
    return `<nav aria-label="Steps"><ol class="steps">${links.join('')}</ol></nav>`;
  }

  /** Links to the pages before and after this one, over all groups. */
  function neighbours() {
    const pages = TUTORIALS.flatMap((group) => group.pages);
    const index = pages.findIndex(({ path }) => path === here);
    const link = (page, word) =>
      page
        ? `<a href="${page.path}">${word}: ${page.title}</a>`
        : '<a href="/tutorials/">All tutorials</a>';
    return `<nav class="next" aria-label="Other tutorials">
      ${link(pages[index - 1], 'Back')} ${link(pages[index + 1], 'Next')}</nav>`;
  }

  const card = ({ path, title, about }) =>
    `<li><div class="card"><h3><a href="${path}">${title}</a></h3><p>${about}</p></div></li>`;

  const index = () =>
    TUTORIALS.map(
      ({ group, about, pages }, i) => `
        <section class="tutorial-group" aria-labelledby="group-${i}">
          <h2 id="group-${i}">${group}</h2>
          <p class="muted">${about}</p>
          <ol class="tutorial-list">${pages.map(card).join('')}</ol>
        </section>`,
    ).join('');

  const crumbs = () => `<a href="/tutorials/">Tutorials</a> / ${groupOf(here).group}`;

  const define = (name, html) =>
    customElements.define(
      name,
      class extends HTMLElement {
        connectedCallback() {
          this.innerHTML = html();
        }
      },
    );
  define('site-header', () => HEADER);
  define('tutorial-crumbs', crumbs);
  define('tutorial-steps', steps);
  define('tutorial-neighbours', neighbours);
  define('tutorial-index', index);

  let codeCards = 0;
  const AS_IS = ['shows', 'program', 'previous'];

  /**
   * A card with code that tutorial.js fills in: what is in this page (`shows`: selectors), or a file (`program`),
   * with the lines marked that `previous` does not have. What is written in it comes below the code.
   */
  class CodeCard extends HTMLElement {
    connectedCallback() {
      const id = `code-${++codeCards}`;
      const title = `${id}-title`;
      const data = AS_IS.filter((name) => this.hasAttribute(name)).map(
        (name) => `data-${name}="${this.getAttribute(name)}"`,
      );
      this.className = 'card';
      this.setAttribute('role', 'region');
      this.setAttribute('aria-labelledby', title);
      this.insertAdjacentHTML(
        'afterbegin',
        `<div class="card-head">
          <h2 id="${title}">${this.getAttribute('heading')}</h2>
          <button class="button small" type="button" data-copy="${id}">Copy</button>
        </div>
        <pre tabindex="0" aria-labelledby="${title}" data-code="${id}" ${data.join(' ')}></pre>`,
      );
    }
  }
  customElements.define('code-card', CodeCard);
}
