import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Lines in a square of 24. */
export const ICONS = {
  play: svg`<path d="M8 5v14l11-7z"/>`,
  pause: svg`<path d="M8 5v14m8-14v14"/>`,
  loud: svg`<path d="M4 9v6h4l5 4V5L8 9zm12.5.5a4 4 0 0 1 0 5m2.5-8a8 8 0 0 1 0 11"/>`,
  silent: svg`<path d="M4 9v6h4l5 4V5L8 9zm12.5 0 5 6m0-6-5 6"/>`,
  save: svg`<path d="M4 8h4l2-3h4l2 3h4v11H4z"/><circle cx="12" cy="13" r="3"/>`,
  copy: svg`<path d="M8 8h12v12H8zM4 16V4h12"/>`,
  more: svg`<path d="M4 7h9m5 0h2M4 17h2m5 0h9"/><circle cx="15.5" cy="7" r="2"/><circle cx="8.5" cy="17" r="2"/>`,
  zoomIn: svg`<circle cx="11" cy="11" r="6"/><path d="m16 16 4 4M8.5 11h5M11 8.5v5"/>`,
  zoomOut: svg`<circle cx="11" cy="11" r="6"/><path d="m16 16 4 4M8.5 11h5"/>`,
  rotate: svg`<path d="M19 12a7 7 0 1 1-2-5l2 2m0-5v5h-5"/>`,
  flip: svg`<path d="M12 4v16M9 8l-5 8h5zm6 0 5 8h-5z"/>`,
  smallWindow: svg`<path d="M20 10V5H4v13h6m4-4h7v6h-7z"/>`,
  fullScreen: svg`<path d="M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5"/>`,
  leaveFullScreen: svg`<path d="M9 4v5H4m16 0h-5V4m0 16v-5h5M4 15h5v5"/>`,
} as const satisfies Record<string, SVGTemplateResult>;

/** A button of the bar. */
export interface BarButton {
  /** Its part. */
  readonly part: string;
  readonly label: string;
  readonly icon: keyof typeof ICONS;
  readonly onClick: () => void;
  /** Of one that is switched on and off. */
  readonly isPressed?: boolean;
  /** Of one that shows and hides something. */
  readonly isExpanded?: boolean;
  /** Words beside the icon. */
  readonly words?: string;
  readonly isDisabled?: boolean;
}

const flag = (value: boolean | undefined): string | typeof nothing =>
  value === undefined ? nothing : String(value);

/** A button that is named for everybody, by its icon and in words. */
export function barButton(button: BarButton): TemplateResult {
  const { part, label, icon, onClick, isPressed, isExpanded, words, isDisabled } = button;
  return html`<button
    type="button"
    part="bar-button ${part}"
    class=${part}
    aria-label=${label}
    title=${label}
    aria-pressed=${flag(isPressed)}
    aria-expanded=${flag(isExpanded)}
    aria-disabled=${isDisabled ? 'true' : nothing}
    @click=${onClick}
  >
    <svg viewBox="0 0 24 24" aria-hidden="true">${ICONS[icon]}</svg>${words ?? nothing}
  </button>`;
}
