import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sha256 } from '../kernel/hash.ts'
import { printable } from '../kernel/text.ts'
import { masked } from '../report/mask.ts'
import type { AuditLine, AuditTrail, Deed } from './documents.ts'

/** What was done through the server, in a file that only grows: each line carries the hash of the one before it. */
export type Audit = {
  write(deed: Deed): Promise<void>
  /** The newest lines, and whether every line still follows from the one before. */
  read(limit: number): Promise<AuditTrail>
}

export function makeAudit(file: string, now: () => Date): Audit {
  let tail: Promise<{ seq: number; hash: string }> | undefined
  const append = async (deed: Deed, last: { seq: number; hash: string }): Promise<{ seq: number; hash: string }> => {
    const body = { seq: last.seq + 1, at: now().toISOString(), ...safe(deed) }
    const hash = linkOf(last.hash, body)
    await appendFile(file, `${JSON.stringify({ ...body, hash })}\n`, { mode: 0o600 })
    return { seq: body.seq, hash }
  }
  return {
    write: async (deed) => {
      const before = (tail ??= tailOf(file))
      tail = before.then((last) => append(deed, last))
      await tail
    },
    read: async (limit) => {
      await tail
      const lines = await linesOf(file)
      return { lines: lines.slice(-limit).toReversed(), total: lines.length, isWhole: isWhole(lines) }
    },
  }
}

async function tailOf(file: string): Promise<{ seq: number; hash: string }> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const last = (await linesOf(file)).at(-1)
  return last === undefined ? { seq: 0, hash: '' } : { seq: last.seq, hash: last.hash }
}

async function linesOf(file: string): Promise<readonly AuditLine[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => (line === '' ? [] : [lineIn(line)]))
}

function lineIn(line: string): AuditLine {
  try {
    return JSON.parse(line) as AuditLine
  } catch {
    return { seq: 0, at: '', who: '', role: '', what: 'a line that is no longer what was written', hash: '' }
  }
}

const isWhole = (lines: readonly AuditLine[]): boolean =>
  lines.every(({ hash, ...body }, at) => body.seq === at + 1 && linkOf(lines[at - 1]?.hash ?? '', body) === hash)

const linkOf = (previous: string, body: object): string => sha256(`${previous}\n${JSON.stringify(body)}`)

const safe = (deed: Deed): Deed =>
  Object.fromEntries(Object.entries(deed).map(([name, text]) => [name, masked(printable(text)).slice(0, 500)])) as Deed
