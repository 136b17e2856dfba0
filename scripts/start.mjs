/** `npm start`: sets up, builds and runs the demo. */
import { checkNode } from './node-version.mjs';

checkNode('20.0');
import('./start-demo.mjs').then((module) => module.startDemo());
