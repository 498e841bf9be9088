import type { ValidateResult } from '../../actions/validate.ts'
import { type Answer, type Call, type Command, widthOf } from '../command.ts'
import { exits } from '../exits.ts'
import { examinationText } from '../show-examinations.ts'

export const validate: Command = {
  about:
    'Looks at everything that can be known without a run: the files, the whole history played from empty, what was edited or lost, what was changed by hand, foreign keys, and the checks of the newest moves. With --accept it takes over the responsibility for what was applied and not proved.',
  flags: [
    { long: 'accept', value: 'REASON', about: 'accept what was not proved; who, when and why stands in the ledger' },
  ],
  examples: [
    ['millwright validate', 'is everything in order?'],
    [
      'millwright validate --accept "two rows differ by rounding, agreed with finance"',
      'go on after a check that did not hold',
    ],
  ],
  exits: [[0, 'everything is in order'], exits.usage, [4, 'something is wrong; the answer stands beside it']],
  run: runValidate,
}

async function runValidate(call: Call): Promise<Answer> {
  const project = await call.project()
  const reason = call.value('accept')
  if (reason !== undefined) return acceptAnswer(call, reason)
  const { validate: look } = await import('../../actions/validate.ts')
  const result: ValidateResult = await look(project)
  const lines = result.validations.map(({ name, checked, findings }) => ({ name, seen: checked, findings }))
  return { exit: result.exit, document: () => result, text: () => examinationText(lines, widthOf(call.io)) }
}

async function acceptAnswer(call: Call, reason: string): Promise<Answer> {
  const { accept } = await import('../../actions/accept.ts')
  const result = await accept(await call.project(), reason)
  const text = () => `accepted ${result.accepted.join(', ')}: ${result.reason} (${result.by})
Next: \`millwright status\`.
`
  return { exit: 0, document: () => result, text }
}
