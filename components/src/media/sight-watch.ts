/** Least share of a picture, or of the window, that must be in view for the picture to be seen. */
const MIN_SHARE = 1 / 4;

/**
 * Whether a user can see a video: a quarter of its place is in view, or it fills a quarter of the window, and it is neither invisible nor in a document
 * that is hidden. Its small window (picture-in-picture) is always in view. What lies over it is not known.
 */
export class SightWatch {
  readonly #video: HTMLVideoElement;
  readonly #box: Element;
  #isInView = false;

  /**
   * @param video - the native element, which may be on the whole screen while its host is not
   * @param box - what the picture has in the page; of one that is zoomed, most is always cut off
   */
  constructor(video: HTMLVideoElement, box: Element) {
    this.#video = video;
    this.#box = box;
  }

  /** Whether it is seen now. */
  get isSeen(): boolean {
    if (this.#isShown('pictureInPictureElement')) return true;
    const isInView = this.#isInView || this.#isShown('fullscreenElement');
    return isInView && !this.#video.ownerDocument.hidden && isVisible(this.#video);
  }

  #isShown(where: 'pictureInPictureElement' | 'fullscreenElement'): boolean {
    const root = this.#video.getRootNode() as Partial<DocumentOrShadowRoot>;
    return root[where] === this.#video;
  }

  /** Watch it in the window that shows it, until `signal` ends that. */
  watch(view: Window & typeof globalThis, signal: AbortSignal): void {
    const observer = new view.IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (entry) this.#isInView = isEnough(entry);
      },
      { threshold: [0.01, 0.05, 0.1, 0.15, 0.2, MIN_SHARE, 0.3, 0.5, 1] },
    );
    observer.observe(this.#box);
    signal.addEventListener('abort', () => {
      observer.disconnect();
      this.#isInView = false;
    });
  }
}

function isEnough({
  intersectionRatio,
  intersectionRect,
  rootBounds,
}: IntersectionObserverEntry): boolean {
  if (intersectionRatio >= MIN_SHARE) return true;
  if (!rootBounds) return false; // of a window that another site shows, nothing is told
  const areaOf = ({ width, height }: DOMRectReadOnly): number => width * height;
  return areaOf(intersectionRect) >= MIN_SHARE * areaOf(rootBounds);
}

/** Older browsers do not tell: there, what has a place on the page is visible. */
function isVisible(video: HTMLVideoElement): boolean {
  const { checkVisibility } = video as Partial<Pick<Element, 'checkVisibility'>>;
  const options = { opacityProperty: true, visibilityProperty: true };
  return checkVisibility?.call(video, options) ?? true;
}
