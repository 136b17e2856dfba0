import type { ServiceUser } from './service-user.js';

/** What a unit is made of. */
export interface UnitOptions {
  readonly robot: string;
  readonly nodePath: string;
  readonly mainPath: string;
  /** Where the options of the robot are. */
  readonly configPath: string;
  /** Where the token is, if there is one. */
  readonly tokenPath: string | undefined;
  /** Who it runs as; without one, a user of its own that exists only while it runs. */
  readonly user: ServiceUser | undefined;
  /** Whether operators are shown on the screen of that user's session. */
  readonly display: boolean;
}

/** Folders that the service would not see if home folders were hidden. */
const HOME = /^\/(home|root|Users)\//;

/**
 * Write a systemd unit for a robot: started with the machine, again whenever it ends, without rights that it does not
 * need. Secrets are handed over as credentials, which only root and the service can read.
 */
export function renderUnit(options: UnitOptions): string {
  const { robot, nodePath, mainPath, configPath, tokenPath, display } = options;
  const token = tokenPath === undefined ? [] : ['--token-file', '%d/token'];
  const command = [nodePath, mainPath].map(quote);
  return `# Made by "rtcbot-robot install"; made anew by the next one.
[Unit]
Description=RTCBot Web robot ${robot.replaceAll('%', '%%')}
Documentation=https://www.npmjs.com/package/@rtcbot-web/robot
Wants=network-online.target
After=network-online.target sound.target${display ? ' graphical.target' : ''}
# However often it fails, it is tried again.
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${[...command, '--config', '%d/config', ...token].join(' ')}
LoadCredential=config:${configPath}
${tokenPath === undefined ? '' : `LoadCredential=token:${tokenPath}\n`}Environment=HOME=%t/%N NODE_ENV=production
RuntimeDirectory=%N
# Where the robot's key is.
StateDirectory=%N
StateDirectoryMode=0700
Restart=always
RestartSec=5
# Goodbye to relay and operators; then whatever is left of Chromium.
KillMode=mixed
TimeoutStopSec=15
OOMPolicy=stop
${identity(options)}${rights(options)}
[Install]
WantedBy=${display ? 'graphical' : 'multi-user'}.target
`;
}

/** Who it runs as. */
function identity({ user, display }: UnitOptions): string {
  if (!user) return '\n# A user of its own.\nDynamicUser=yes\n';
  const session = `
User=${user.name}
# Where the sound of that user's session is.
Environment=XDG_RUNTIME_DIR=/run/user/${String(user.uid)}
`;
  if (!display) return session;
  return `${session}# The screen of that user's session, who has to be logged in there; until then it is tried every 5 s. For a desktop that
# keeps its key elsewhere, ask in a terminal there: echo $DISPLAY $XAUTHORITY
Environment=DISPLAY=:0 XAUTHORITY=${user.home}/.Xauthority
`;
}

function rights({ user, display, nodePath, mainPath }: UnitOptions): string {
  const usesHome = user !== undefined || [nodePath, mainPath].some((path) => HOME.test(path));
  return `
# It may use cameras, sound and the graphics processor.
SupplementaryGroups=video audio render
# Cameras (video4linux, media), sound and graphics; a program of --exec may need more, such as: char-ttyUSB rw
DevicePolicy=closed
DeviceAllow=char-video4linux rw
DeviceAllow=char-media rw
DeviceAllow=char-alsa rw
DeviceAllow=char-drm rw

# What it can do without. Chromium's own sandbox needs user namespaces (no RestrictNamespaces) and its JavaScript
# writable code (no MemoryDenyWriteExecute).
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=${usesHome ? 'read-only' : 'yes'}
PrivateTmp=yes${display ? '\n# The way to the screen.\nBindReadOnlyPaths=-/tmp/.X11-unix' : ''}
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
UMask=0077
`;
}

/** As ExecStart wants a word. */
function quote(word: string): string {
  const escaped = word.replaceAll('\\', '\\\\').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /[\s"']/.test(escaped) ? `"${escaped.replaceAll('"', '\\"')}"` : escaped;
}
