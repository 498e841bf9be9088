import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'
import { watched } from '../watched.ts'

export const resume: Command = {
  about: 'Takes up a run that was paused, killed or failed, exactly where its last commit left it.',
  args: [{ name: 'run', optional: true, about: 'a run, or the beginning of its name (default: the newest)' }],
  flags: [
    { long: 'max-rejects', value: 'N', atLeast: 0, about: 'how many records may be left out before a load stops' },
    { long: 'rebase', about: 'go on although the file of a half-done migration was changed since' },
  ],
  examples: [
    ['millwright resume', 'go on with the newest run'],
    ['millwright resume --max-rejects 20', 'go on, and bear more rejects'],
  ],
  exits: [[0, 'done and proved'], exits.usage, exits.notProved, exits.stopped, exits.paused],
  run: runResume,
}

async function runResume(call: Call): Promise<Answer> {
  const project = await call.project()
  const { resumeRun } = await import('../../actions/resume.ts')
  const flags = { ...given({ run: call.args[0], maxRejects: call.count('max-rejects') }), rebase: call.has('rebase') }
  const result = await watched(call, (watch) => resumeRun(project, { ...flags, ...watch }))
  return (await import('../run-answer.ts')).runAnswer(call, result)
}
