import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Report } from '../../report/document.ts'
import { type Answer, type Call, type Command, widthOf } from '../command.ts'
import { exits } from '../exits.ts'
import { fileTaken, flagsDisagree } from '../problems.ts'

export const report: Command = {
  about:
    'Tells all of one run: its verdict, its ledger, checks, rejects, findings, its backup, and what was not compared. It is made from the ledger alone, whose chain of events is checked on the way.',
  args: [{ name: 'run', optional: true, about: 'a run, or the beginning of its name (default: the newest)' }],
  flags: [
    { long: 'text', about: 'as text (default)' },
    { long: 'html', value: 'FILE', about: 'write it as one HTML file that needs nothing else' },
    { long: 'verify', about: 'only check that nobody changed the events of the run' },
  ],
  examples: [
    ['millwright report', 'the newest run'],
    ['millwright report 01m7z8 --html report.html', 'a page to send to somebody'],
    ['millwright report --verify', 'is the record untouched?'],
  ],
  exits: [exits.shown, exits.usage, [4, 'there is no such record, or somebody changed it']],
  run: runReport,
}

async function runReport(call: Call): Promise<Answer> {
  refuseTwo(call)
  const project = await call.project()
  const actions = await import('../../actions/report.ts')
  if (call.has('verify')) return verified(await actions.verifyEvents(project, call.args[0]))
  const found = await actions.report(project, call.args[0])
  const file = call.value('html')
  return file === undefined ? shown(call, found) : written(call, found, file)
}

function refuseTwo(call: Call): void {
  const asked = ['text', 'html', 'verify'].filter((flag) => call.has(flag))
  if (asked.length > 1) throw flagsDisagree(`--${asked[0] ?? ''}`, `--${asked[1] ?? ''}`)
}

function verified(result: {
  readonly run: string
  readonly events: { readonly seq: number; readonly hash: string }
}): Answer {
  const { run, events } = result
  const text = () =>
    `The ${events.seq} events of run ${run} are as they were written; the last has the hash ${events.hash}.\n`
  return { exit: 0, document: () => ({ ...result, intact: true }), text }
}

async function shown(call: Call, found: Report): Promise<Answer> {
  const { reportText } = await import('../../report/text.ts')
  return { exit: 0, document: () => found, text: () => reportText(found, { columns: widthOf(call.io) }) }
}

async function written(call: Call, found: Report, file: string): Promise<Answer> {
  const { writeHtml } = await import('../../actions/report.ts')
  const path = resolve(call.io.cwd, file)
  if (existsSync(path)) throw fileTaken(file)
  writeHtml(path, found)
  return { exit: 0, document: () => ({ run: found.run.id, file }), text: () => `wrote ${file}\n` }
}
