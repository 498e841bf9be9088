import { basename } from 'node:path'
import type { Finding } from '../../kernel/finding.ts'
import { type ForeignFile, type Held, told } from './tool.ts'

export const nothingRecorded = told('error', 'ADOPT203', {
  subject: 'alembic_version',
  message: 'the table is there and empty, though the database has tables: the next upgrade would begin anew',
})

/** What is wrong with the graph of the files, and with the rows that name its nodes. */
export const alembicFaults = (held: Held): readonly Finding[] => [
  ...holesIn(held.files),
  ...headsIn(held.files),
  ...placesIn(held),
  ...tooLongIn(held),
]

/** Parents that no file has: the history of the files has a hole. */
function holesIn(files: readonly ForeignFile[]): readonly Finding[] {
  const ids = new Set(files.map(({ id }) => id))
  return files.flatMap(({ file, parents = [] }) =>
    parents.filter((parent) => !ids.has(parent)).map((parent) => holeAt(file, parent, files)),
  )
}

function holeAt(subject: string, parent: string, files: readonly ForeignFile[]): Finding {
  const meant = files.find(({ file }) => [basename(file), basename(file, '.py')].includes(parent))
  if (meant === undefined)
    return told('error', 'ADOPT205', { subject, message: `it follows ${parent}, of which there is no file` })
  return told('error', 'ADOPT205', {
    subject,
    message: `it follows ${parent}, which is the name of a file and not its revision`,
    answer: `write ${meant.id} there`,
  })
}

/** Branches that nobody joined: the tool's own upgrade stops there, a takeover does not have to. */
function headsIn(files: readonly ForeignFile[]): readonly Finding[] {
  const followed = new Set(files.flatMap(({ parents = [] }) => parents))
  const heads = files.filter(({ id }) => !followed.has(id)).map(({ id }) => id)
  if (heads.length < 2) return []
  return [
    told('warning', 'ADOPT210', {
      subject: 'heads',
      message: `the history has ${heads.length} heads, which nothing joins: ${heads.join(', ')}`,
    }),
  ]
}

/** Several rows are several places. They are an error where one of them lies on the way to another. */
function placesIn({ recorded: { ids }, applied }: Held): readonly Finding[] {
  if (ids.length < 2) return []
  const passed = new Set(applied.flatMap(({ parents = [] }) => parents))
  const behind = ids.filter((id) => passed.has(id))
  const all = `the database stands at ${ids.length} revisions at once: ${ids.join(', ')}`
  if (behind.length === 0) return [told('warning', 'ADOPT211', { subject: 'alembic_version', message: all })]
  return [
    told('error', 'ADOPT211', {
      subject: 'alembic_version',
      message: `${all}; one of the others comes after ${behind.join(', ')}`,
    }),
  ]
}

/** A revision whose id does not fit into the column fails when it is recorded, after it was executed. */
function tooLongIn({ files, recorded: { width }, applied }: Held): readonly Finding[] {
  if (width === undefined) return []
  return files
    .filter((file) => file.id.length > width && !applied.includes(file))
    .map(({ id, file }) =>
      told('error', tooLong, {
        subject: file,
        message: `its revision ${id} has ${id.length} characters, and version_num keeps ${width}: it could never be recorded`,
        answer: '--retire, which puts that table aside',
      }),
    )
}

/** No fault any more once the table is put aside. */
export const tooLong = 'ADOPT208'
