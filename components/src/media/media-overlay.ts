import { html, nothing, svg, type TemplateResult } from 'lit';
import { CONNECTING, type MediaStatus } from './media-status.js';
import type { StatusText } from './media-status-text.js';
import type { Blocked } from './playback.js';

/** All that the shadow tree of a media element shows. */
export interface MediaView {
  readonly media: HTMLMediaElement;
  readonly kind: 'video' | 'audio';
  readonly status: MediaStatus;
  readonly text: StatusText;
  /** Whether the status is put into words. */
  readonly isTold: boolean;
  readonly hasPicture: boolean;
  readonly blocked: Blocked;
  /** The button was pressed. */
  readonly onUnblock: () => void;
}

const PLAY_ICON = svg`<path d="M8 5v14l11-7z"/>`;
const MUTED_ICON = svg`<path d="M3 9v6h4l5 5V4L7 9zm12 0 6 6m0-6-6 6"/>`;

/** What an operator has to know, over the native element. */
export function renderOverlay(view: MediaView): TemplateResult {
  const { media, status, text, isTold, hasPicture } = view;
  media.classList.toggle('old', text.badge !== '');
  // Native controls are dark even without a picture: words need a ground of their own over either.
  const isOver = hasPicture || media.controls;
  const classes = [status, isOver ? 'over' : '', text.badge ? 'old' : ''].join(' ');
  return html`<div part="overlay" class=${classes}>
    ${hasPicture ? nothing : html`<slot name="placeholder"></slot>`}
    <slot></slot>
    <div class="panel">
      ${text.badge && isTold ? html`<p part="badge" aria-hidden="true">${text.badge}</p>` : nothing}
      <p part="status" role="status">
        ${isTold ? html`<span>${text.label}</span>${detail(text.detail)}` : nothing}
      </p>
      ${isTold ? slotOf(status) : nothing}
    </div>
    ${button(view)}
  </div>`;
}

/** What the page has to say beside our words. */
function slotOf(status: MediaStatus): TemplateResult | typeof nothing {
  if (status === 'robot-offline') return html`<slot name="offline"></slot>`;
  return CONNECTING.has(status) ? html`<slot name="loading"></slot>` : nothing;
}

function detail(text: string): TemplateResult | typeof nothing {
  return text ? html`<small>${text}</small>` : nothing;
}

function button({ blocked, kind, onUnblock }: MediaView): TemplateResult | typeof nothing {
  if (blocked === 'none') return nothing;
  const isMuted = blocked === 'sound';
  const label = isMuted ? 'Unmute' : kind === 'video' ? 'Play' : 'Play sound';
  return html`<button type="button" part="play-button" class=${blocked} @click=${onUnblock}>
    <svg viewBox="0 0 24 24" aria-hidden="true">${isMuted ? MUTED_ICON : PLAY_ICON}</svg>${label}
  </button>`;
}

/** The native controls put the bare video on the whole screen: what is said over it has to come along. */
export function followFullscreen(root: ParentNode, video: HTMLVideoElement): void {
  const overlay = root.querySelector<HTMLElement>('[part=overlay]');
  if (!overlay || !('popover' in overlay)) return;
  const isBare = (video.getRootNode() as Partial<DocumentOrShadowRoot>).fullscreenElement === video;
  overlay.popover = isBare ? 'manual' : null;
  if (isBare) overlay.showPopover();
}
