import { spawnSync } from 'node:child_process'

/** What a whole process cost, in seconds, and what it printed. */
export type Timed = { readonly wall: number; readonly cpu: number; readonly stdout: string }

/** Runs Node with these arguments once. */
export const timeProcess = (args: readonly string[], cwd?: string): Timed => timeProgram(process.execPath, args, cwd)

/** Runs a program once, and lets the shell count its processor time, start and end included. */
export function timeProgram(program: string, args: readonly string[], cwd?: string): Timed {
  const script = 'TIMEFORMAT="%U %S"; time "$0" "$@"'
  const started = performance.now()
  const done = spawnSync('bash', ['-c', script, program, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    ...(cwd === undefined ? {} : { cwd }),
  })
  const wall = (performance.now() - started) / 1000
  const times = /(\d+\.\d+) (\d+\.\d+)\s*$/.exec(done.stderr)
  if (done.status !== 0 || times === null) throw new Error(`${program} ${args.join(' ')} failed:\n${done.stderr}`)
  return { wall, cpu: Number(times[1]) + Number(times[2]), stdout: done.stdout }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Prints rows of cells: the first column to the left, figures to the right. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  for (const row of rows) {
    const cells = row.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart((widths[at] ?? 0) + 3),
    )
    console.log(cells.join('').trimEnd())
  }
}
