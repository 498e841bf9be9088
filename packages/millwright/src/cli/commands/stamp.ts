import type { StampResult } from '../../actions/stamp.ts'
import { type Answer, type Call, type Command, widthOf } from '../command.ts'
import { exits } from '../exits.ts'
import { findingLines } from '../show-findings.ts'

export const stamp: Command = {
  about:
    'Records migrations as applied without running them, and forgets those above the target. It is refused unless the live schema is what the history gives at that target.',
  args: [{ name: 'target', about: 'head, heads, base, +N, -N, or an id, a name or a file' }],
  flags: [{ long: 'force', about: 'stamp although the schema differs; the answer says exactly what was skipped' }],
  examples: [
    ['millwright stamp head', 'a database that was built by other means stands at the head now'],
    ['millwright stamp 0007 --json', 'what was recorded, forgotten and skipped'],
    ['millwright stamp base', 'forget every migration; the tables stay'],
  ],
  exits: [
    [0, 'stamped; the schema is what the history gives'],
    exits.usage,
    [3, 'stamped by force; what differs is listed'],
    [4, 'refused; nothing was stamped'],
  ],
  run: runStamp,
}

async function runStamp(call: Call): Promise<Answer> {
  const project = await call.project()
  const { stamp: record } = await import('../../actions/stamp.ts')
  const result = await record(project, { target: call.args[0] ?? '', force: call.has('force') })
  return { exit: result.exit, document: () => result, text: () => stampText(result, widthOf(call.io)) }
}

function stampText({ run, recorded, forgotten, current, skipped }: StampResult, width: number): string {
  const lines = [
    ...(recorded.length === 0 ? [] : [`recorded ${recorded.join(', ')}`]),
    ...(forgotten.length === 0 ? [] : [`forgot ${forgotten.join(', ')}`]),
    ...(skipped.length === 0 ? [] : ['Skipped:', ...findingLines(skipped, width)]),
    `The database stands at ${current.length === 0 ? 'the beginning' : current.join(', ')} (run ${run}).`,
  ]
  return `${lines.join('\n')}\n`
}
