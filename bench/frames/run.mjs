/** `npm run bench -- frames`: what it costs to have each frame of a received video in hand. */
console.log('frames');
