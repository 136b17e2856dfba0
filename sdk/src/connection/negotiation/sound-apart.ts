/** Stream that sound is put in first. */
const STREAM = 'rtcbot-sound';

/**
 * Have the browser play the sound of a description apart from its pictures. It holds back whatever is in one stream until
 * all of it can be played in step, the first stream of a track counts, and sound needs a buffer that grows with the load of
 * the machine and of the network: to several times of what a picture may be old that somebody drives by.
 */
export function playSoundApart(sdp: string): string {
  return sdp
    .split(/^(?=m=)/m)
    .map((section) =>
      section.startsWith('m=audio')
        ? section.replace(/^a=msid:(?!- )\S+( \S+)?/m, `a=msid:${STREAM}$1\r\n$&`)
        : section,
    )
    .join('');
}
