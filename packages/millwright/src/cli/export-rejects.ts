import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Project } from '../actions/project.ts'
import { rejectsExport } from '../actions/rejects.ts'
import { cannotWrite } from '../history/problems.ts'
import { causedBy, wordsOf } from '../kernel/problem.ts'
import { rejectLine, rejectsCsvHead, type RejectsForm } from '../report/rejects-text.ts'
import type { Io } from './command.ts'
import { fileTaken } from './problems.ts'

export type ExportOrder = { readonly project: Project; readonly form: RejectsForm; readonly run?: string }

/** Writes every reject to a new file that only its owner can read, or to standard output. @throws HIST142 */
export async function exportRejects(order: ExportOrder, io: Io, file?: string): Promise<Exported> {
  if (file === undefined) return writeAll(order, (text) => flushed(io, text))
  const handle = await open(resolve(io.cwd, file), 'wx', 0o600).catch((error: unknown) => {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw causedBy(isTaken ? fileTaken(file) : cannotWrite(file, wordsOf(error)), error)
  })
  try {
    return await writeAll(order, (text) => handle.appendFile(text))
  } finally {
    await handle.close()
  }
}

type Exported = { readonly run: string; readonly rejects: number }
type Write = (text: string) => Promise<unknown>

async function writeAll({ project, form, run }: ExportOrder, write: Write): Promise<Exported> {
  if (form === 'csv') await write(rejectsCsvHead)
  return rejectsExport(project, async (reject) => void (await write(rejectLine(reject, form))), run)
}

/** Waits where the reader is slower than we are. */
const flushed = (io: Io, text: string): Promise<void> =>
  new Promise((done) => {
    if (io.out.writable === false || io.out.write(text) !== false || io.out.once === undefined) return done()
    io.out.once('drain', done)
    io.out.once('close', done)
  })
