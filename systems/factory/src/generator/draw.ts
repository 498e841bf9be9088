/** Numbers below 2^32, one for each pair of counters of a stream and a machine: any row can be made without the others. */
export type Draw = (stream: number, g: number) => Drawn

export type Drawn = (first: number, second: number) => number

export const defaultSeed = 20_250_308

export function drawFrom(seed: number): Draw {
  return (stream, g) => {
    const start = mixed(mixed(seed ^ Math.imul(stream, 0x9e3779b1)) ^ Math.imul(g + 1, 0x85ebca77))
    return (first, second) => {
      const half = mixed(start ^ Math.imul(first + 1, 0xc2b2ae3d))
      return mixed(half ^ Math.imul(second + 1, 0x27d4eb2f))
    }
  }
}

/** Spreads the bits of a 32-bit number over all of it. */
export function mixed(bits: number): number {
  let hash = bits
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  hash ^= hash >>> 16
  return hash >>> 0
}
