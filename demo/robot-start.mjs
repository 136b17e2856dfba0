/** Starts the demo robot with the machine's own camera and microphone, or where there is none as a simulated rover. */
import { readdirSync } from 'node:fs';
import { Robot } from '@rtcbot-web/robot';
import { runRobotProgram } from './robot.mjs';
import { runPrograms } from './robot-programs.mjs';
import { roverCamera, roverTeleop, runRover } from './rover/rover.mjs';
import { programs } from './tutorials/programs.mjs';

const ID = 'demo';
const ROVER_SOURCES = { camera: roverCamera, microphone: 'test' };

/** The demo is shown without a camera that cannot be used. */
const CAMERA_TROUBLES = ['camera-missing', 'media-busy', 'media-denied', 'media-failed'];

/**
 * Makes the demo robot; `start` starts it.
 * @param {{relay: string, say: (line: string) => void}} options
 */
export function createDemoRobot({ relay, say }) {
  const ending = new AbortController();
  let isRunning = false;
  const write = (line) => say(`Robot ${ID}: ${line}`);
  // Once it runs, only what is wrong is worth a line.
  const log = { info: (line) => isRunning || write(line), warn: write, error: write };
  let programsOfRobot;
  const launch = (sources) => {
    const robot = new Robot({ relay, robot: ID, ...sources, teleop: roverTeleop, log });
    const motors = runRover(robot);
    programsOfRobot = runPrograms(robot, { main: runRobotProgram, tutorials: programs, motors });
    ending.signal.addEventListener('abort', () => void robot.close());
    return robot;
  };
  let robot = launch(chooseSources(process.env));
  let started;

  const start = async () => {
    write('Starting Chromium …');
    try {
      await robot.start();
    } catch (error) {
      if (ending.signal.aborted || !mayGoWithout(process.env, error)) throw error;
      write(`${error.message} Showing the simulated rover instead …`);
      robot = launch(ROVER_SOURCES);
      await robot.start();
    }
    isRunning = true;
    robot.onClose(() => {
      if (!ending.signal.aborted) write(`It has ended. ${robot.error?.message ?? ''}`);
    });
  };
  /** The robot once it runs: its pages may ask before. */
  const running = async () => {
    await started;
    return robot;
  };

  return {
    id: ID,
    start: () => (started ??= start()),
    /** Answers an offer for the program of this name, without one for the robot's own. */
    getLocalDescription: async (offer, program) => {
      await running();
      return programsOfRobot.getLocalDescription(offer, program);
    },
    hasProgram: (name) => Object.hasOwn(programs, name),
    screenshot: async () => (await running()).screenshot(),
    close: async () => {
      ending.abort();
      await robot.close();
    },
  };
}

/** What ROBOT_CAMERA and ROBOT_MICROPHONE say, or else what the machine has. */
function chooseSources({ ROBOT_CAMERA, ROBOT_MICROPHONE }) {
  const microphone = ROBOT_MICROPHONE && { microphone: readSource(ROBOT_MICROPHONE) };
  const camera = ROBOT_CAMERA || (hasNoCamera() ? 'rover' : 'default');
  return camera === 'rover'
    ? { ...ROVER_SOURCES, ...microphone }
    : { camera: readSource(camera), ...microphone };
}

/** Linux tells without starting a browser. */
function hasNoCamera() {
  if (process.platform !== 'linux') return false;
  return !readdirSync('/dev').some((name) => /^video\d+$/.test(name));
}

function readSource(text) {
  if (['default', 'test', 'none'].includes(text)) return text;
  return /[/\\]|\.(y4m|mjpe?g|wav)$/i.test(text) ? { file: text } : { device: text };
}

const mayGoWithout = ({ ROBOT_CAMERA, ROBOT_MICROPHONE }, { code }) =>
  !ROBOT_CAMERA && !ROBOT_MICROPHONE && CAMERA_TROUBLES.includes(code);
