import { setFlagsFromString } from 'node:v8'

const frugal = ['--heap-growing-percent=33', '--semi-space-growth-factor=1']
const usual = ['--heap-growing-percent=0', '--semi-space-growth-factor=2']
let runs = 0

/**
 * Makes V8 collect its garbage when the heap has grown by a third, until the returned function is called. Left to itself
 * it lets the heap of a process that reads a stream of records grow to several times what is alive in it.
 */
export function keepHeapSmall(): () => void {
  if (runs++ === 0) for (const flag of frugal) setFlagsFromString(flag)
  return () => {
    if (--runs === 0) for (const flag of usual) setFlagsFromString(flag)
  }
}
