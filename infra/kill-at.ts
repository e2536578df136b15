import type { Checkpoint, Fault } from '../core/fault-points.ts';

/** For the test harness: ends the process as a power cut would, the n-th time it gets to that point. */
export function killAt(fault: Fault): Checkpoint {
  let seen = 0;
  return (point) => {
    if ((fault.point === 'any' || point === fault.point) && ++seen === fault.occurrence)
      process.kill(process.pid, 'SIGKILL');
  };
}
