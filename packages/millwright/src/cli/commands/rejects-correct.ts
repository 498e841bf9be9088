import { type Answer, type Call, type Command, given } from '../command.ts'
import { countIn } from '../reject-numbers.ts'
import { exits } from '../exits.ts'

export const rejectsCorrect: Command = {
  about:
    'Gives an open reject another text, with which `millwright rejects retry` tries it. The text it came with is kept in the log of the run, with who changed it.',
  args: [
    { name: 'number', about: 'the number before the record in `millwright rejects list`' },
    { name: 'text', about: 'the record as it ought to be' },
  ],
  flags: [{ long: 'run', value: 'RUN', about: 'a run, or the beginning of its name (default: the newest)' }],
  examples: [
    [`millwright rejects correct 2 '{"id":2,"name":"two"}'`, 'and then `millwright rejects retry`'],
    [`millwright rejects correct 2 '{"id":2,"name":"two"}' --run 01m7z8 --json`, 'the same in a script'],
  ],
  exits: [[0, 'written down'], exits.usage, exits.refused],
  run: runCorrect,
}

async function runCorrect(call: Call): Promise<Answer> {
  const [number = '', raw = ''] = call.args
  const id = countIn(number)
  const project = await call.project()
  const { correctReject } = await import('../../actions/rejects-decide.ts')
  const decided = await correctReject(project, { id, raw, ...given({ run: call.value('run') }) })
  const text = () =>
    `Reject #${id} of run ${decided.run} has another text now. \`millwright rejects retry\` tries it.\n`
  return { exit: 0, document: () => decided, text }
}
