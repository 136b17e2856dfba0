/**
 * Every page of the documentation, in the order of the menu: its source in the repository, and its path on the site.
 * What `docs/` has beside these fails the build, as nobody would find it.
 */

/** A page that is made at the build has no Markdown as its source, but what it is made of. */
const page = (text, source, route = source.replace(/^docs\//, '').replace(/\.md$/, '')) => ({
  text,
  source,
  route,
});

export const groups = [
  {
    text: 'Start',
    pages: [
      page('Quick start', 'docs/start/quick-start.md'),
      page('Choose your starting point', 'docs/start/choose.md'),
      page('Coming from Python RTCBot', 'docs/start/from-python-rtcbot.md'),
      page('Coming from PeerJS or simple-peer', 'docs/start/from-peerjs.md'),
      page('The demo and its tutorials', 'demo/README.md', 'start/demo'),
      page('Glossary', 'docs/glossary.md'),
    ],
  },
  {
    text: 'Guides',
    pages: [
      page('First robot on a Raspberry Pi', 'docs/guides/raspberry-pi.md'),
      page('Motors from Python', 'docs/guides/motors-from-python.md'),
      page('ROS', 'docs/guides/ros.md'),
      page('A phone as cockpit', 'docs/guides/phone.md'),
      page('Mobile networks and bad links', 'docs/guides/bad-links.md'),
      page('Frameworks, import maps, CSP', 'docs/guides/frameworks.md'),
      page('Troubleshooting', 'docs/guides/troubleshooting.md'),
    ],
  },
  {
    text: 'Reference',
    pages: [
      page('SDK', 'sdk/README.md', 'reference/sdk'),
      page('Elements', 'components/README.md', 'reference/components'),
      page('Element reference', 'components/custom-elements.json', 'reference/elements'),
      page('Robot', 'robot/README.md', 'reference/robot'),
      page('Relay and its protocol', 'relay/README.md', 'reference/relay'),
      page('Messages and calls', 'docs/messages.md'),
      page('Video and audio', 'docs/media.md'),
      page('Driving', 'docs/teleop.md'),
      page('The robot, in depth', 'docs/robot.md'),
      page('Browsers', 'docs/browsers.md'),
    ],
  },
  {
    text: 'Operations',
    pages: [
      page('A relay on the internet', 'docs/deploy.md'),
      page('Who can do what', 'docs/security.md'),
      page('How quickly a robot stops', 'docs/safety.md'),
    ],
  },
  {
    text: 'Project',
    pages: [
      page('How it works', 'docs/architecture.md'),
      page('Benchmarks', 'bench/README.md', 'project/benchmarks'),
      page('What is supported', 'SUPPORT.md', 'project/support'),
      page('Reporting a vulnerability', 'SECURITY.md', 'project/security'),
      page('Licences of what is bundled', 'docs/licences.md', 'project/licences'),
      page('Code of conduct', 'CODE_OF_CONDUCT.md', 'project/conduct'),
      page('Contributing', 'CONTRIBUTING.md', 'project/contributing'),
      page('Changes', 'CHANGELOG.md', 'project/changelog'),
      page('Decisions', 'docs/decisions/README.md', 'decisions/index'),
      page('Decisions: connections', 'docs/decisions/connections.md'),
      page('Decisions: driving', 'docs/decisions/driving.md'),
      page('Decisions: elements', 'docs/decisions/elements.md'),
      page('Decisions: relay', 'docs/decisions/relay.md'),
      page('Decisions: robot', 'docs/decisions/robot.md'),
      page('Decisions: build', 'docs/decisions/build.md'),
      page('Decisions: demo and tests', 'docs/decisions/demo-and-tests.md'),
    ],
  },
];

/** The first page, which is the README that GitHub shows. */
export const home = page('RTCBot Web', 'README.md', 'index');

export const pages = [home, ...groups.flatMap((group) => group.pages)];
