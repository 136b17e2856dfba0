/** Every tutorial, in RTCBot's order. Index, steps and next/previous links are made of this. */
// eslint-disable-next-line no-unused-vars -- a script, not a module: frame.js needs it while the page is parsed
const TUTORIALS = [
  {
    group: 'Basics',
    folder: 'basics',
    about: 'One page, no robot yet: cameras, microphones, and how data flows.',
    pages: [
      ['video', 'Video', 'Show a camera: a producer is put into a consumer.'],
      ['audio', 'Sound', 'Hear a microphone, and measure how loud it is.'],
      [
        'both',
        'Video and sound',
        'One camera, several subscribers that do not disturb each other.',
      ],
      ['subscriptions', 'Subscriptions', 'Callback, get, async loop, putSubscription: all four.'],
    ],
  },
  {
    group: 'WebRTC',
    folder: 'webrtc',
    about: 'From a page with a button to messages that need no server in between.',
    pages: [
      ['server', 'A basic server', 'Serve a page with a button.'],
      ['data-connection', 'A data connection', 'Send what the button does to the robot.'],
      ['json', 'JSON back and forth', 'Any JSON value, both ways, and how long that takes.'],
    ],
  },
  {
    group: 'Streaming',
    folder: 'streaming',
    about: 'Picture and sound; the browser side is RTCBot’s own, unchanged.',
    pages: [
      ['skeleton', 'Skeleton', 'Make a connection: an offer, an answer, done.'],
      ['video', 'Streaming video', 'The robot’s camera in a page.'],
      ['audio', 'Adding sound', 'Its microphone as well.'],
      [
        'browser',
        'Browser to robot',
        'Your camera and microphone on the robot’s display and speaker.',
      ],
      ['drop-in', 'The same in five lines', 'A relay and two elements instead of code.'],
    ],
  },
  {
    group: 'Remote control',
    folder: 'remote-control',
    about: 'Drive it, and have it stop when in doubt.',
    pages: [
      ['keyboard', 'Keyboard', 'Every key that you press, as an event on the robot.'],
      ['gamepad', 'Gamepad', 'Sticks and buttons of a gamepad.'],
      ['drive', 'Remote-controlled car', 'WASD and live video together; full states, not events.'],
    ],
  },
  {
    group: 'Many operators',
    folder: 'multi-connect',
    about: 'Any number of browsers on one robot.',
    pages: [
      [
        'clients',
        'Several connections',
        'An object per client, cleaned up when it leaves or reloads.',
      ],
    ],
  },
  {
    group: 'Mobile',
    folder: 'mobile',
    about: 'The robot in one network, you in another.',
    pages: [
      ['relay', 'Connecting over 4G', 'Server and robot apart: a relay brings them together.'],
    ],
  },
  {
    group: 'Offloading',
    folder: 'offloading',
    about: 'Let a stronger computer do the hard work.',
    pages: [
      [
        'vision',
        'Vision in a browser tab',
        'The tab finds a colour in the robot’s video and steers it.',
      ],
    ],
  },
  {
    group: 'Threads',
    folder: 'threads',
    about: 'What blocks must not block everything.',
    pages: [
      ['sensor', 'A blocking sensor', 'The bad version, the good one, and their frame rates.'],
    ],
  },
  {
    group: 'Arduino',
    folder: 'arduino',
    about: 'A microcontroller at a serial port; simulated where there is none.',
    pages: [
      ['lines', 'Lines of text', 'Read what it prints, write what it understands.'],
      ['structs', 'C structs', 'Objects here, structs there; it stops when you go silent.'],
    ],
  },
].map(({ folder, pages, ...group }) => ({
  ...group,
  pages: pages.map(([name, title, about]) => ({
    title,
    about,
    path: `/tutorials/${folder}/${name}.html`,
  })),
}));
