import type { RejectsForm } from '../../report/rejects-text.ts'
import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'
import { flagNeeds } from '../problems.ts'

export const rejectsExport: Command = {
  about:
    'Writes all rejects of a run: as JSON lines, as the raw records alone, or as CSV for a spreadsheet, in which no cell can be taken for a formula.',
  args: [
    { name: 'run', optional: true, about: 'a run, or the beginning of its name (default: the newest that has any)' },
  ],
  flags: [
    { long: 'as', value: 'FORM', choices: ['jsonl', 'raw', 'csv'], about: 'the form (default: jsonl)' },
    { long: 'to', value: 'FILE', about: 'a new file, instead of standard output' },
  ],
  examples: [
    ['millwright rejects export > rejects.jsonl', 'everything, without any loss'],
    ['millwright rejects export 01m7z8 --as csv --to rejects.csv', 'for a spreadsheet'],
    ['millwright rejects export --as raw --to again.ndjson', 'the records as they came, to correct and load again'],
  ],
  exits: [[0, 'written'], exits.usage, exits.refused],
  run: runExport,
}

async function runExport(call: Call): Promise<Answer> {
  const file = call.value('to')
  if (call.isJson && file === undefined) throw flagNeeds('--json', '--to FILE')
  const project = await call.project()
  const { exportRejects } = await import('../export-rejects.ts')
  const order = { project, form: (call.value('as') ?? 'jsonl') as RejectsForm, ...given({ run: call.args[0] }) }
  const written = await exportRejects(order, call.io, file)
  const text = () => (file === undefined ? '' : `wrote ${written.rejects} rejects of run ${written.run} to ${file}\n`)
  return { exit: 0, document: () => ({ ...written, file }), text }
}
