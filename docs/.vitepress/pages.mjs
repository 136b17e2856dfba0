/**
 * Every page of the documentation, in the order of the menu: its source in the repository, and its path on the site.
 * What `docs/` has beside these fails the build, as nobody would find it.
 */

const page = (text, source, route = source.replace(/^docs\//, '').replace(/\.md$/, '')) => ({
  text,
  source,
  route,
});

export const groups = [
  {
    text: 'Reference',
    pages: [
      page('SDK', 'sdk/README.md', 'reference/sdk'),
      page('Elements', 'components/README.md', 'reference/components'),
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
      page('The demo and its tutorials', 'demo/README.md', 'project/demo'),
      page('Benchmarks', 'bench/README.md', 'project/benchmarks'),
      page('Contributing', 'CONTRIBUTING.md', 'project/contributing'),
      page('Changes', 'CHANGELOG.md', 'project/changelog'),
      page('Decisions', 'docs/decisions/README.md', 'decisions/index'),
      page('Decisions: connections', 'docs/decisions/connections.md'),
      page('Decisions: driving', 'docs/decisions/driving.md'),
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
