import { open, rename, stat } from 'node:fs/promises'
import type { LiveTable } from './contents.ts'
import type { Print } from './crew.ts'
import { dataOf, notedIn, noteOf } from './files.ts'
import { pathIn, readText, type Store, writeText } from './store.ts'

/** What is known of a finished part: whose rows they were, what they came to, and the size of their file. */
type Note = {
  readonly path: string
  readonly target: string
  readonly columns: readonly string[]
  readonly rows: number
  readonly sum: string
  readonly bytes: number
}

/** A part that a killed process had finished, and the file it is in. */
export type Remnant = { readonly note: Note; readonly file: string }

type FinishedPart = { readonly table: LiveTable; readonly print: NonNullable<Print>; readonly bytes: number }

/** Notes that a table's rows are all in their file. */
export async function writeNote(store: Store, at: number, { table, print, bytes }: FinishedPart): Promise<void> {
  const { path, target, columns } = table
  const note: Note = { path, target, columns, ...print, bytes }
  await writeText(store, noteOf(at), JSON.stringify(note))
}

/** The parts that can be found in what killed processes left, by the path of their table. One that cannot be read is none. */
export async function readRemnants(
  remains: readonly string[],
  { cipher }: Pick<Store, 'cipher'>,
): Promise<ReadonlyMap<string, Remnant>> {
  const found = new Map<string, Remnant>()
  for (const directory of remains) {
    const store = { directory, cipher }
    for (const at of await notedIn(store)) {
      const remnant = await readRemnant(store, at).catch(() => undefined)
      if (remnant !== undefined) found.set(remnant.note.path, remnant)
    }
  }
  return found
}

async function readRemnant(store: Store, at: number): Promise<Remnant> {
  const note = JSON.parse(await readText(store, noteOf(at))) as Note
  return { note, file: pathIn(store, dataOf(at, note).name) }
}

/** Whether a part holds what the table holds now: the same columns of it, and the same rows. */
export const isStill = ({ note }: Remnant, table: LiveTable, print: Print): boolean =>
  print !== undefined &&
  note.target === table.target &&
  note.columns.join('\n') === table.columns.join('\n') &&
  note.rows === print.rows &&
  note.sum === print.sum

/** Takes the file of a part over. Returns false when it is not there as it should be. */
export async function takeOver({ note, file }: Remnant, to: string): Promise<boolean> {
  try {
    if ((await stat(file)).size !== note.bytes) return false
    await rename(file, to)
    await using taken = await open(to, 'r')
    await taken.sync()
    return true
  } catch {
    return false // somebody cleared it away, or took it over as well
  }
}
