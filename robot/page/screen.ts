import { STYLE } from './style.js';
import type { Tile } from './tile.js';

/** The page as seen on the robot's own display. */
export class Screen {
  readonly #grid = document.createElement('main');

  constructor() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    document.adoptedStyleSheets.push(sheet);
    this.#grid.dataset['idle'] = 'Waiting for an operator';
    document.body.append(this.#grid);
  }

  /** Show an operator's tile. */
  add(tile: Tile): void {
    this.#grid.append(tile.element);
  }
}
