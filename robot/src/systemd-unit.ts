/** What a unit is made of. */
export interface UnitOptions {
  readonly robot: string;
  readonly nodePath: string;
  readonly mainPath: string;
  /** Where the options of the robot are. */
  readonly configPath: string;
  /** Where the token is, if there is one. */
  readonly tokenPath: string | undefined;
  /** Whether operators are shown on a screen, which needs a session of its own. */
  readonly display: boolean;
}

/** Folders that the service would not see if home folders were hidden. */
const HOME = /^\/(home|root|Users)\//;

/**
 * Write a systemd unit for a robot: started with the machine, again whenever it ends, without rights that it does not
 * need. Secrets are handed over as credentials, which only root and the service can read.
 */
export function renderUnit(options: UnitOptions): string {
  const { robot, nodePath, mainPath, configPath, tokenPath } = options;
  const atHome = [nodePath, mainPath].some((path) => HOME.test(path));
  const token = tokenPath === undefined ? [] : ['--token-file', '%d/token'];
  const command = [nodePath, mainPath].map(quote);
  return `# Made by "rtcbot-robot install"; made anew by the next one.
[Unit]
Description=RTCBot Web robot ${robot.replaceAll('%', '%%')}
Documentation=https://www.npmjs.com/package/@rtcbot-web/robot
Wants=network-online.target
After=network-online.target sound.target
# However often it fails, it is tried again.
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${[...command, '--config', '%d/config', ...token].join(' ')}
LoadCredential=config:${configPath}
${tokenPath === undefined ? '' : `LoadCredential=token:${tokenPath}\n`}Environment=HOME=%t/%N NODE_ENV=production
RuntimeDirectory=%N
Restart=always
RestartSec=5
# Goodbye to relay and operators; then whatever is left of Chromium.
KillMode=mixed
TimeoutStopSec=15
OOMPolicy=stop
${rights(atHome)}${options.display ? DISPLAY : ''}
[Install]
WantedBy=multi-user.target
`;
}

const DISPLAY = `
# The robot's screen: the session of the user that is logged in there. Change it to yours.
Environment=DISPLAY=:0
`;

function rights(atHome: boolean): string {
  return `
# A user of its own, which may use cameras, sound and the graphics processor.
DynamicUser=yes
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
ProtectHome=${atHome ? 'read-only' : 'yes'}
PrivateTmp=yes
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
