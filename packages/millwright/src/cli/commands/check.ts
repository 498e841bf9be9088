import { type Answer, type Call, type Command, widthOf } from '../command.ts'
import { exits } from '../exits.ts'
import { examinationText } from '../show-examinations.ts'

export const check: Command = {
  about:
    'For a build: everything that validate looks at, and besides whether migrations are pending, whether the history has several heads, and whether the schema file is ahead of the migrations. Changes nothing.',
  examples: [
    ['millwright check', 'may this be merged?'],
    ['millwright check --json', 'the same for a program'],
  ],
  exits: [[0, 'nothing is open'], exits.usage, [4, 'something is open or wrong; the answer stands beside it']],
  run: runCheck,
}

async function runCheck(call: Call): Promise<Answer> {
  const project = await call.project()
  const { check: look } = await import('../../actions/check.ts')
  const result = await look(project)
  const lines = result.checks.map(({ name, checked, findings }) => ({ name, seen: checked, findings }))
  return { exit: result.exit, document: () => result, text: () => examinationText(lines, widthOf(call.io)) }
}
