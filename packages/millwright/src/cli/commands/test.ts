import type { TestedWay, TestResult, TestType } from '../../actions/test.ts'
import { printable } from '../../kernel/text.ts'
import { type Answer, type Call, type Command, given, widthOf } from '../command.ts'
import { exits } from '../exits.ts'
import { findingLines } from '../show-findings.ts'

const types: readonly TestType[] = ['rollback', 'sample', 'comprehensive']

export const test: Command = {
  about:
    'Tries each migration there, back and there again on databases that are thrown away, and compares schema and rows with what was there before, and with the first time. `rollback` tries what is pending on a copy of the database, `sample` the whole history from an empty one, `comprehensive` both. What a way down destroys is named. The database itself is only read.',
  args: [{ name: 'target', optional: true, about: 'head (default), heads, +N, or an id, a name or a file' }],
  flags: [{ long: 'type', value: 'TYPE', choices: types, about: 'what is tried (default: rollback)' }],
  examples: [
    ['millwright test', 'before `millwright up`: can what is pending be taken back, with these rows?'],
    ['millwright test --type comprehensive --json', 'in a build'],
  ],
  exits: [
    [0, 'every way leads back, or says that it does not'],
    exits.usage,
    [4, 'one does not; the database is as it was'],
  ],
  run: runTest,
}

async function runTest(call: Call): Promise<Answer> {
  const project = await call.project()
  const { test: tryWays } = await import('../../actions/test.ts')
  const type = types.find((each) => each === call.value('type'))
  const result = await tryWays(project, given({ type, target: call.args[0] }))
  return { exit: result.exit, document: () => result, text: () => testText(result, widthOf(call.io)) }
}

function testText({ ways, exit }: TestResult, width: number): string {
  if (ways.length === 0) return 'Nothing is pending, so nothing was tried. `--type sample` tries the whole history.\n'
  const lines = ways.flatMap((way) => [wayLine(way), ...findingLines(way.findings, width)])
  const end = exit === 0 ? 'Every way leads there and back.' : 'Not every way leads there and back.'
  return `${[...lines, `${end} The database itself was only read.`].join('\n')}\n`
}

const wayLine = ({ migration, name, on, result, ms }: TestedWay): string =>
  `${migration} ${printable(name)}: ${result} (on ${on === 'copy' ? 'a copy' : 'an empty database'}, ${ms} ms)`
