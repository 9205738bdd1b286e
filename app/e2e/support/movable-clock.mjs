/**
 * Loaded before a server that a journey starts: its clock goes on by a minute at each SIGUSR2, so that
 * what happens "within a minute" need not be waited for. The program itself is that of `npm start`.
 */
let aheadMs = 0;
const now = Date.now;
Date.now = () => now() + aheadMs;
process.on('SIGUSR2', () => {
  aheadMs += 60_000;
});
