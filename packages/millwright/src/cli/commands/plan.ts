import type { Plan } from '../../plan/plan.ts'
import { type Answer, type Call, type Command, given, widthOf } from '../command.ts'
import { exits } from '../exits.ts'

export const plan: Command = {
  about:
    'Shows what `up` or `down` would do: every statement, every step of a move, what undoes it and what it destroys. The history is played on an empty scratch database, so a statement that cannot work is found here. The database is only read.',
  args: [{ name: 'target', optional: true, about: 'head (default), heads, +N, or an id, a name or a file' }],
  flags: [{ long: 'down', about: 'the plan of `down`; its target is -1 when none is named' }],
  examples: [
    ['millwright plan', 'what `millwright up` would do'],
    ['millwright plan --down -2', 'what `millwright down -2` would do'],
    ['millwright plan --json', 'the plan as a value with its hash'],
  ],
  exits: [[0, 'shown, also when there is nothing to do'], exits.usage, exits.refused],
  run: runPlan,
}

async function runPlan(call: Call): Promise<Answer> {
  const project = await call.project()
  const { planAction } = await import('../../actions/plan.ts')
  const made: Plan = await planAction(project, {
    direction: call.has('down') ? 'down' : 'up',
    ...given({ target: call.args[0] }),
  })
  const { planText } = await import('../show-plan.ts')
  return {
    exit: 0,
    document: () => made,
    text: () =>
      planText(made, {
        target: project.target,
        width: widthOf(call.io),
        protection: project.dialect.protection?.(project.url),
      }),
  }
}
