/**
 * What matters in a picture: `low`, that it is on the operator's screen as soon as it has come, or `smooth`, that
 * pictures follow each other evenly, for which the operator's browser holds them back.
 */
export type Latency = 'low' | 'smooth';

/** What a robot's Chromium is started for; decides which flags it gets. */
export interface ChromiumPurpose {
  /** Whether it runs without a window. */
  readonly headless: boolean;
  /** Whether the host runs as root, which Chromium's sandbox does not support. */
  readonly root: boolean;
  /** Folder of its profile. */
  readonly profileFolder: string;
  /** Whether its window fills the screen. */
  readonly kiosk?: boolean | undefined;
  /** Whether the graphics processor is to encode. */
  readonly hardwareEncoding?: boolean | undefined;
  /** What matters in a picture; `low` by default. */
  readonly latency?: Latency | undefined;
  /** Whether the page may send frames that it has encoded itself. */
  readonly sharedEncoding?: boolean | undefined;
  /** How many fake cameras take the place of the real devices; undefined for the real ones. */
  readonly fakeCameras?: number | undefined;
  /** Picture file that the fake camera plays; absolute. */
  readonly cameraFile?: string | undefined;
  /** Sound file that the fake microphone plays; absolute. */
  readonly microphoneFile?: string | undefined;
}

interface Flag {
  readonly flag: string | ((purpose: ChromiumPurpose) => string);
  readonly reason: string;
  readonly when?: (purpose: ChromiumPurpose) => boolean;
}

interface FieldTrial {
  readonly name: string;
  readonly group: string;
  readonly reason: string;
  readonly when: (purpose: ChromiumPurpose) => boolean;
}

/** Every flag that Chromium is started with, and why. */
const FLAGS: readonly Flag[] = [
  { flag: '--remote-debugging-pipe', reason: 'driven through a pipe: it ends when the host dies' },
  {
    flag: ({ profileFolder }) => `--user-data-dir=${profileFolder}`,
    reason: "a profile of its own, apart from the user's",
  },
  {
    flag: '--headless=new',
    reason: 'the whole browser, capture included, without a window',
    when: ({ headless }) => headless,
  },
  {
    flag: '--kiosk',
    reason: "the robot's display shows operators, and no frame or button of a browser",
    when: ({ kiosk = false }) => kiosk,
  },
  {
    flag: '--ozone-platform-hint=auto',
    reason: 'a window on Wayland as well as on X11',
    when: ({ headless }) => !headless,
  },
  {
    flag: '--noerrdialogs',
    reason: 'nobody is there to click dialogs away',
    when: ({ kiosk = false }) => kiosk,
  },
  {
    flag: '--ignore-gpu-blocklist',
    reason: 'hardware encoding: drivers that Chromium does not trust are tried all the same',
    when: ({ hardwareEncoding = false }) => hardwareEncoding,
  },
  {
    flag: '--use-angle=gl-egl',
    reason: 'hardware encoding: a graphics process with a real driver, also without a window',
    when: ({ hardwareEncoding = false, headless }) => hardwareEncoding && headless,
  },
  { flag: '--no-sandbox', reason: 'root has no sandbox', when: ({ root }) => root },

  {
    flag: '--use-fake-ui-for-media-stream',
    reason: 'nobody is there to allow camera and microphone',
  },
  {
    flag: ({ fakeCameras = 1 }) =>
      `--use-fake-device-for-media-stream=fps=30,device-count=${String(fakeCameras)}`,
    reason: 'test pictures (30 instead of 20 frames per second) and beep',
    when: ({ fakeCameras }) => fakeCameras !== undefined,
  },
  {
    flag: ({ cameraFile = '' }) => `--use-file-for-fake-video-capture=${cameraFile}`,
    reason: 'the fake camera plays this file',
    when: ({ cameraFile }) => cameraFile !== undefined,
  },
  {
    flag: ({ microphoneFile = '' }) => `--use-file-for-fake-audio-capture=${microphoneFile}`,
    reason: 'the fake microphone plays this file',
    when: ({ microphoneFile }) => microphoneFile !== undefined,
  },
  {
    flag: '--autoplay-policy=no-user-gesture-required',
    reason: "the operator's microphone sounds without a click",
  },
  {
    flag: '--allow-loopback-in-peer-connection',
    reason: 'an operator on the same machine connects even without any network',
  },

  {
    flag: '--disable-background-timer-throttling',
    reason: 'timers keep time while nobody looks at the page',
  },
  { flag: '--disable-backgrounding-occluded-windows', reason: 'a covered window goes on' },
  { flag: '--disable-renderer-backgrounding', reason: 'full priority for the page at all times' },
  { flag: '--disable-hang-monitor', reason: 'no "page unresponsive" dialog; the host decides' },
  {
    flag: '--disable-dev-shm-usage',
    reason: 'containers and small boards have too little /dev/shm',
  },

  {
    flag: `--host-resolver-rules=${['google.com', 'googleapis.com', 'gvt1.com']
      .map((domain) => `MAP *.${domain} ~NOTFOUND`)
      .join(',')},EXCLUDE *.l.google.com`,
    reason:
      "no outside calls: Google's services have no address (its STUN servers keep theirs); the flags below do not stop them all",
  },
  { flag: '--disable-background-networking', reason: 'no outside calls' },
  { flag: '--disable-component-update', reason: 'no outside calls: component updates' },
  { flag: '--disable-sync', reason: 'no outside calls: account sync' },
  { flag: '--disable-default-apps', reason: 'no outside calls: web store' },
  { flag: '--disable-extensions', reason: "the system's extensions have no business here" },
  { flag: '--disable-domain-reliability', reason: 'no outside calls: reports to Google' },
  { flag: '--disable-breakpad', reason: 'no outside calls: crash reports' },
  { flag: '--disable-crash-reporter', reason: 'no crash handler process that stays behind' },
  { flag: '--disable-client-side-phishing-detection', reason: 'no model downloads' },
  { flag: '--no-pings', reason: 'no outside calls: link auditing' },
  { flag: '--no-service-autorun', reason: 'no background mode' },

  { flag: '--no-first-run', reason: 'no welcome page' },
  { flag: '--no-default-browser-check', reason: 'no questions' },
  { flag: '--disable-search-engine-choice-screen', reason: 'no questions' },
  { flag: '--password-store=basic', reason: 'no keyring prompt on Linux' },
  { flag: '--use-mock-keychain', reason: 'no keychain prompt on macOS' },
  { flag: '--hide-scrollbars', reason: 'the page is a screen, not a document' },
];

/** Every feature that is switched off, and why; Chromium heeds only one `--disable-features`. */
const DISABLED_FEATURES: Readonly<Record<string, string>> = {
  WebRtcHideLocalIpsWithMdns:
    'candidates with real addresses: .local names do not resolve everywhere',
  Translate: 'no outside calls, no bubble',
  MediaRouter: 'no search for cast devices on the network',
  OptimizationHints: 'no outside calls',
  AutofillServerCommunication: 'no outside calls',
  NetworkTimeServiceQuerying: 'no outside calls',
  CertificateTransparencyComponentUpdater: 'no outside calls',
  IntensiveWakeUpThrottling: 'timers keep time while nobody looks at the page',
  WebUIOmniboxPopup: 'no page of its own for suggestions below an address bar that nobody sees',
  WebUIOmniboxAimPopup: 'nor one for questions to a search engine',
  SpareRendererForSitePerProcess: 'no process in reserve: there is one page',
};

/**
 * Every field trial whose outcome is fixed, with its group, and why; Chromium heeds only one `--force-fieldtrials`, and
 * does not start if that names a trial twice.
 */
const FIELD_TRIALS: readonly FieldTrial[] = [
  {
    name: 'WebRTC-ForceSendPlayoutDelay',
    group: 'min_ms:0,max_ms:500',
    reason:
      'operators’ browsers show each picture as soon as it has come, which they do up to 500; less would keep them from holding pictures back where an operator wants that',
    when: ({ latency = 'low' }) => latency === 'low',
  },
];

/** Every feature of the web platform that is switched on for shared encoders, and why; only one `--enable-blink-features` counts. */
const ENCODING_FEATURES: Readonly<Record<string, string>> = {
  RTCEncodedSource: 'senders take frames that were encoded elsewhere',
  RTCEncodedVideoFrameConstructor: 'such frames can be made',
};

/** Every feature that is switched on for hardware encoding, and why; Chromium heeds only one `--enable-features`. */
const HARDWARE_FEATURES: Readonly<Record<string, string>> = {
  AcceleratedVideoEncoder: 'VA-API encoders on Linux, off by default there',
  VaapiIgnoreDriverChecks: 'VA-API drivers other than the few that Chromium was tested with',
};

const LISTS = /^--((enable|disable)-features|enable-blink-features|force-fieldtrials)=/;

/**
 * List the command line of a robot's Chromium.
 * @param purpose - what it is started for
 * @param extra - the user's own flags, which come last and win; lists of features and of field trials are merged
 */
export function chromiumFlags(purpose: ChromiumPurpose, extra: readonly string[] = []): string[] {
  const own = FLAGS.filter(({ when }) => when?.(purpose) ?? true).map(({ flag }) =>
    typeof flag === 'string' ? flag : flag(purpose),
  );
  const enabled = purpose.hardwareEncoding ? Object.keys(HARDWARE_FEATURES) : [];
  const encoding = purpose.sharedEncoding ? Object.keys(ENCODING_FEATURES) : [];
  const lists = [
    featureList('--enable-features=', enabled, extra),
    featureList('--disable-features=', Object.keys(DISABLED_FEATURES), extra),
    featureList('--enable-blink-features=', encoding, extra),
    fieldTrials(purpose, extra),
  ];
  const others = extra.filter((flag) => !LISTS.test(flag));
  return [...own, ...lists.flat(), ...others, 'about:blank'];
}

function featureList(flag: string, names: readonly string[], extra: readonly string[]): string[] {
  const all = [...names, ...valuesOf(flag, extra)];
  return all.length > 0 ? [flag + all.join(',')] : [];
}

/** The list looks like `Trial/Group/Other/Group/`. */
function fieldTrials(purpose: ChromiumPurpose, extra: readonly string[]): string[] {
  const flag = '--force-fieldtrials=';
  const groups = new Map(
    FIELD_TRIALS.filter(({ when }) => when(purpose)).map(({ name, group }) => [name, group]),
  );
  for (const list of valuesOf(flag, extra)) {
    const parts = list.replace(/\/$/, '').split('/');
    for (let i = 0; i < parts.length; i += 2) groups.set(parts[i] ?? '', parts[i + 1] ?? '');
  }
  return groups.size > 0 ? [`${flag}${[...groups].flat().join('/')}/`] : [];
}

function valuesOf(flag: string, extra: readonly string[]): string[] {
  return extra.filter((one) => one.startsWith(flag)).map((one) => one.slice(flag.length));
}
