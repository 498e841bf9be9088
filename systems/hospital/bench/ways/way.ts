import { readFileSync } from 'node:fs'

/** What one process of the benchmark is asked to do; all paths are absolute. */
export type Order = {
  readonly way: string
  readonly form: string
  readonly db: string
  readonly input: string
  /** The finished rows as CSV, in the order of the table's columns. */
  readonly rows: string
  readonly folder: string
}

/** Seconds until the rows are in, and until everything is proved; the peak of the memory in megabytes. */
export type Sample = { readonly wall: number; readonly cpu: number; readonly proved: number; readonly mb: number }

/** The register's table with all its indexes, which are there from the start in every way. */
export const ddl = readFileSync(new URL('../register.sql', import.meta.url), 'utf8')

/** Seconds since the watch was made, on the wall and of the processor. */
export function stopwatch(): () => { readonly wall: number; readonly cpu: number } {
  const [started, before] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { wall: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 }
  }
}

export const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024
