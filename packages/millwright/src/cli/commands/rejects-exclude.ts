import { plural } from '../../kernel/text.ts'
import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'
import { missingValue } from '../problems.ts'
import { countIn } from '../reject-numbers.ts'

export const rejectsExclude: Command = {
  about:
    'Leaves open rejects out for good: nobody tries them again. They stay in the books as rejected, and the log of the run says who decided it and why.',
  args: [{ name: 'number', many: true, about: 'the numbers before the records in `millwright rejects list`' }],
  flags: [
    { long: 'because', value: 'REASON', about: 'why; it is kept' },
    { long: 'run', value: 'RUN', about: 'a run, or the beginning of its name (default: the newest)' },
  ],
  examples: [
    ['millwright rejects exclude 3 --because "a test record"', 'one of them'],
    ['millwright rejects exclude 3 4 5 --because "scrapped in 2019" --json', 'several, in a script'],
  ],
  exits: [[0, 'written down'], exits.usage, exits.refused],
  run: runExclude,
}

async function runExclude(call: Call): Promise<Answer> {
  const ids = call.args.map(countIn)
  const because = call.value('because')
  if (because === undefined) throw missingValue('--because', 'REASON', 'rejects exclude')
  const project = await call.project()
  const { excludeRejects } = await import('../../actions/rejects-decide.ts')
  const decided = await excludeRejects(project, { ids, because, ...given({ run: call.value('run') }) })
  const text = () => `${plural(decided.rejects.length, 'reject')} of run ${decided.run} left out.\n`
  return { exit: 0, document: () => decided, text }
}
