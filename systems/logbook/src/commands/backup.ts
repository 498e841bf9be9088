import { createBackup } from 'millwright'
import { type Answer, projectOf } from './answer.ts'
import { type Ordered, textIn } from './parse.ts'

/** A copy of one moment, proved by opening it and comparing every table; the server may go on writing. */
export async function makeBackup(ordered: Ordered): Promise<Answer> {
  const project = await projectOf(ordered)
  const label = textIn(ordered, 'label')
  const made = await createBackup(project, { reason: 'by hand', ...(label === undefined ? {} : { label }) })
  const rows = Object.values(made.tables).reduce((sum, table) => sum + table.rows, 0)
  return {
    exit: 0,
    lines: [
      `${made.id}: ${rows} rows in ${Object.keys(made.tables).length} tables, ${made.bytes} bytes, proved`,
      `  ${project.backups}/${made.file}`,
      `  sha256 ${made.sha256}`,
    ],
    document: made,
  }
}
