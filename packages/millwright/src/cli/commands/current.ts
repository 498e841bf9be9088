import type { Current } from '../../actions/current.ts'
import { plural } from '../../kernel/text.ts'
import { instantWords } from '../../report/words.ts'
import type { Answer, Call, Command } from '../command.ts'
import { exits } from '../exits.ts'

export const current: Command = {
  about:
    'Shows the newest applied migration: where the database stands. Several where branches were applied and not joined.',
  examples: [
    ['millwright current', 'where the database stands'],
    ['millwright current --json', 'the same for a program'],
  ],
  exits: [exits.shown, exits.usage, exits.refused],
  run: runCurrent,
}

async function runCurrent(call: Call): Promise<Answer> {
  const project = await call.project()
  const { current: look } = await import('../../actions/current.ts')
  const found = await look(project)
  return { exit: 0, document: () => found, text: () => currentText(found) }
}

function currentText({ target, applied, current: newest }: Current): string {
  if (applied === 0) return `${target} stands at the beginning: nothing is applied.\n`
  const lines = newest.map(({ id, name, appliedAt, run, proved }) => {
    const by = run === undefined ? 'stamped' : `run ${run}`
    return `${id} ${name}  applied ${instantWords(appliedAt)}, ${by}${proved ? '' : ', NOT PROVED'}`
  })
  return `${[...lines, `${plural(applied, 'migration')} applied to ${target}`].join('\n')}\n`
}
