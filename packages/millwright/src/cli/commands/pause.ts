import type { Answer, Call, Command } from '../command.ts'
import { exits } from '../exits.ts'

export const pause: Command = {
  about: 'Asks a run that is under way, in another window or on another machine, to stop at its next batch boundary.',
  args: [{ name: 'run', optional: true, about: 'a run, or the beginning of its name (default: the newest)' }],
  examples: [
    ['millwright pause', 'stop the run that is under way'],
    ['millwright pause --json', 'the same for a program'],
  ],
  exits: [[0, 'asked; the run stops by itself'], exits.usage, exits.refused],
  run: runPause,
}

async function runPause(call: Call): Promise<Answer> {
  const project = await call.project()
  const { pause: ask } = await import('../../actions/pause.ts')
  const result = await ask(project, call.args[0])
  const text = () => `Run ${result.run} stops at its next batch boundary. \`millwright resume\` goes on.\n`
  return { exit: 0, document: () => result, text }
}
