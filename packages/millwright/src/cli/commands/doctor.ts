import { type Answer, type Call, type Command, widthOf } from '../command.ts'
import { examinationText } from '../show-examinations.ts'

export const doctor: Command = {
  about:
    'Looks at everything a run needs: Node, the configuration, the rights on file and folder, free space, backups and what killed runs left, the structure of the database, the lock, the chain of events, the schema. Changes nothing.',
  examples: [
    ['millwright doctor', 'why does it not work?'],
    ['millwright doctor --json', 'the findings for a program'],
  ],
  exits: [
    [0, 'nothing is wrong'],
    [2, 'the command line is not right'],
    [4, 'something is wrong; the answer stands beside it'],
  ],
  run: runDoctor,
}

async function runDoctor(call: Call): Promise<Answer> {
  const { doctor: look } = await import('../../actions/doctor.ts')
  const result = await look(call.where())
  return {
    exit: result.exit,
    document: () => result,
    text: () => examinationText(result.examinations, widthOf(call.io)),
  }
}
