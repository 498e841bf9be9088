import { type BigIntStats, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { oneLine } from '../kernel/text.ts'

/** The processes that have a file open, in words. Linux tells; elsewhere the list is empty. */
export function holdersOf(path: string): readonly string[] {
  const file = statOf(path)
  if (file === undefined) return []
  return listOf('/proc')
    .filter((name) => /^\d+$/.test(name) && hasOpen(name, file))
    .map(describe)
}

const hasOpen = (pid: string, file: BigIntStats): boolean =>
  listOf(`/proc/${pid}/fd`).some((fd) => isSame(statOf(`/proc/${pid}/fd/${fd}`), file))

const isSame = (found: BigIntStats | undefined, file: BigIntStats): boolean =>
  found?.ino === file.ino && found.dev === file.dev

function describe(pid: string): string {
  if (Number(pid) === process.pid) return `this process (${pid})`
  try {
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return `process ${pid} (${oneLine(basename(program), 40)})`
  } catch {
    return `process ${pid}`
  }
}

// Processes and their files come and go while we look, and those of other users are hidden from us.
function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return undefined
  }
}

function listOf(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
