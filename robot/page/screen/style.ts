/** The page as a screen: one tile per operator that sends a picture or sound, in a grid that fills it. */
export const STYLE = `
  :root { color-scheme: dark; font: 16px/1.4 system-ui, sans-serif; }
  body { margin: 0; height: 100vh; background: #0b0d10; color: #e7eaee; display: grid; place-items: center; cursor: none; }
  main {
    width: 100%; height: 100%; box-sizing: border-box; padding: 12px; gap: 12px; display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); grid-auto-rows: minmax(0, 1fr);
  }
  main:empty::after {
    content: attr(data-idle); grid-column: 1 / -1; align-self: center; text-align: center; color: #8b95a1;
    font-size: clamp(1rem, 3vw, 2rem);
  }
  figure {
    position: relative; margin: 0; min-height: 0; border-radius: 12px; overflow: hidden; background: #15191e;
    outline: 2px solid #232a32; outline-offset: -2px;
  }
  figure[data-state='connected'] { outline-color: #2f7d4f; }
  figure[data-state='disconnected'], figure[data-state='failed'] { outline-color: #b4632a; }
  video { width: 100%; height: 100%; object-fit: contain; display: block; }
  figcaption {
    position: absolute; left: 10px; bottom: 10px; padding: 2px 10px; border-radius: 99px;
    background: rgb(11 13 16 / 70%); font-variant-numeric: tabular-nums;
  }
`;
