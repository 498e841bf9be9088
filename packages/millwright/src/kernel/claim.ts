import { lstat, open, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Problem } from './problem.ts'

/** Which process is at work under a name; `born` tells it from a later process with the same number. */
type Holder = { readonly host: string; readonly pid: number; readonly born?: string }

/** How old a claim may be whose holder cannot be asked: one of another machine, and one that was cut off while it was written. */
const strangerMs = 24 * 3600_000
const unreadableMs = 60_000

/** A piece of work that only one process may do at a time. */
export type Exclusive = {
  readonly claim: string
  readonly now: Date
  /** The error for a second process, told who the first is. */
  readonly busy: (holder: string) => Problem
}

/** Does the work under a claim, which is given back whatever happens; that of a killed process is taken over. */
export async function underClaim<T>(exclusive: Exclusive, work: () => Promise<T>): Promise<T> {
  await takeClaim(exclusive)
  try {
    return await work()
  } finally {
    await release(exclusive.claim)
  }
}

async function takeClaim({ claim: path, now, busy }: Exclusive): Promise<void> {
  if (await claim(path)) return
  if (await isAbandoned(path, now)) await release(path)
  if (!(await claim(path))) throw busy(await describeHolder(path))
}

/** Claims a name for this process; false when it is taken already. */
export async function claim(path: string): Promise<boolean> {
  try {
    await makeClaim(path, JSON.stringify({ host: hostname(), pid: process.pid, born: birthOf(process.pid) }))
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

// A link comes into being in one step with what it says; nobody follows it. Where the disk, or the system, has no links,
// a file must do, which a kill may leave empty.
async function makeClaim(path: string, holder: string): Promise<void> {
  try {
    await symlink(holder, path)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw error
    await writeNew(path, holder)
  }
}

export const release = (path: string): Promise<void> => rm(path, { force: true })

/** Whether the process that made a claim is gone for good. */
export async function isAbandoned(path: string, now: Date): Promise<boolean> {
  const holder = await holderOf(path)
  if (holder?.host === hostname()) return !isAlive(holder)
  const made = await lstat(path).catch(() => undefined)
  return made !== undefined && now.getTime() - made.mtimeMs > (holder === undefined ? unreadableMs : strangerMs)
}

/** Who made a claim, in words. */
export async function describeHolder(path: string): Promise<string> {
  const holder = await holderOf(path)
  return holder === undefined ? 'a process that has just begun' : `process ${holder.pid} on ${holder.host}`
}

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const found = JSON.parse(await readlink(path).catch(() => readFile(path, 'utf8'))) as Partial<Holder>
    return typeof found.host === 'string' && typeof found.pid === 'number' ? (found as Holder) : undefined
  } catch {
    return undefined
  }
}

function isAlive({ pid, born }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false
  }
  return born === undefined || born === birthOf(pid)
}

// Linux only: the 22nd field of the process's line, its start in ticks since the machine came up. The second field is a
// name in parentheses and may itself hold spaces and parentheses; the third is Z for one that has ended.
function birthOf(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  await file.chmod(0o600)
  await file.writeFile(text)
  await file.sync()
}

const systemCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code
