/** What the camera page and its encoding worker say to each other. */
import type { EncoderReport } from '../../wire/media.js';

/** What the page tells the worker. */
export type ToEncoder =
  /** From now on the frames of a camera come from here; `null` when nobody looks at it. */
  | {
      readonly type: 'source';
      readonly camera: string;
      readonly frames: ReadableStream<VideoFrame> | null;
    }
  | { readonly type: 'settings'; readonly camera: string; readonly settings: EncodingSettings }
  /** The next encoded source that comes is this viewer's. */
  | { readonly type: 'expect'; readonly viewer: number; readonly payloadType: number }
  | { readonly type: 'show'; readonly viewer: number; readonly camera: string }
  /** Whether its link is up. */
  | { readonly type: 'link'; readonly viewer: number; readonly isUp: boolean }
  | { readonly type: 'remove'; readonly viewer: number }
  | { readonly type: 'report'; readonly request: number };

/** How a camera is encoded. */
export interface EncodingSettings {
  /** Bits per second to each viewer, at most; 0 for no limit. */
  readonly maxBitrateBps: number;
}

/** What the worker tells the page. */
export type FromEncoder =
  /** A camera cannot be encoded here. */
  | { readonly type: 'failed'; readonly camera: string; readonly message: string }
  | {
      readonly type: 'report';
      readonly request: number;
      readonly encoders: readonly EncoderReport[];
    };
