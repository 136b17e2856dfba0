/**
 * Light or dark: as the system says, until somebody presses the button. Loaded in <head>, before anything is
 * painted, so it is not a module.
 */
(() => {
  const KEY = 'rtcbot-theme';
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;

  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is forbidden: go by the system
    }
  };
  const current = () => stored() ?? (systemIsDark.matches ? 'dark' : 'light');

  const apply = (theme) => {
    root.dataset.theme = theme;
    const button = document.querySelector('[data-theme-button]');
    button?.setAttribute(
      'aria-label',
      `Switch to the ${theme === 'dark' ? 'light' : 'dark'} theme`,
    );
  };

  const toggle = () => {
    const theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // holds for this page, then
    }
    apply(theme);
  };

  apply(current());
  systemIsDark.addEventListener('change', () => apply(current()));
  document.addEventListener('DOMContentLoaded', () => {
    apply(current());
    document.querySelector('[data-theme-button]')?.addEventListener('click', toggle);
  });
})();
