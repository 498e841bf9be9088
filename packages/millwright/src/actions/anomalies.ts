import type { Finding } from '../kernel/finding.ts'
import { formatDuration, plural } from '../kernel/text.ts'
import type { AppliedMigration } from '../ledger/ledger.ts'
import type { Run } from '../ledger/runs.ts'
import { isUnfinished } from '../ledger/states.ts'
import type { Project } from './project.ts'
import type { State } from './state.ts'
import type { Validation } from './validate.ts'
import { withState } from './with-state.ts'

/** What is unusual in a history, question by question; nothing of it stops anybody. */
export type Anomalies = { readonly looks: readonly Validation[]; readonly findings: readonly Finding[] }

/** What a person wants to see at the end of a month: gaps, edited files, another order, long migrations, failed runs. */
export const anomalies = (project: Project): Promise<Anomalies> =>
  withState(project, async (state) => {
    const looks = [gapsIn(state), editedIn(state), orderOf(state), unprovedIn(state), longIn(state), runsIn(state)]
    return { looks, findings: looks.flatMap(({ findings }) => findings) }
  })

const named = ({ id, name }: { readonly id: string; readonly name: string }): string => `${id} ${name}`

function gapsIn({ statuses }: State): Validation {
  const findings = statuses
    .filter(({ state }) => state === 'out-of-order' || state === 'partly')
    .map((line) => finding('ODD101', named(line), 'it is not applied, and a migration that builds on it is'))
  return { name: 'gaps', checked: plural(statuses.length, 'migration'), findings }
}

function editedIn({ statuses, applied }: State): Validation {
  const words = {
    edited: ['ODD102', 'its file is not the one that was applied'],
    missing: ['ODD103', 'it is applied, and its file is gone'],
  } as const
  const findings = statuses.flatMap((line) => {
    const { state } = line
    return state === 'edited' || state === 'missing' ? [finding(words[state][0], named(line), words[state][1])] : []
  })
  return { name: 'files', checked: plural(applied.length, 'applied migration'), findings }
}

/** The ledger's rows stand in the order in which they were applied. */
function orderOf({ applied }: State): Validation {
  const place = new Map(applied.map(({ id }, at) => [id, at]))
  const findings = applied.flatMap((one, at) =>
    one.parents
      .filter((parent) => (place.get(parent) ?? -1) > at)
      .map((parent) => finding('ODD104', named(one), `it was applied before ${parent}, on which it builds`)),
  )
  return { name: 'order', checked: plural(applied.length, 'applied migration'), findings }
}

function unprovedIn({ applied }: State): Validation {
  const findings = applied.flatMap((one) =>
    one.run === undefined
      ? [finding('ODD105', named(one), 'it was recorded without being run')]
      : one.proved
        ? []
        : [finding('ODD106', named(one), 'it was applied and not proved', `millwright report ${one.run}`)],
  )
  return { name: 'proofs', checked: plural(applied.length, 'applied migration'), findings }
}

const longest = { ms: 60_000, times: 10 }

/** More than a minute, and more than ten times the median. */
function longIn({ applied }: State): Validation {
  const times = applied.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const usual = times[Math.floor(times.length / 2)] ?? 0
  const isLong = ({ ms }: AppliedMigration): boolean => ms > longest.ms && ms > longest.times * usual
  const findings = applied
    .filter(isLong)
    .map((one) =>
      finding('ODD107', named(one), `it took ${formatDuration(one.ms)}, the usual is ${formatDuration(usual)}`),
    )
  return { name: 'durations', checked: `the usual is ${formatDuration(usual)}`, findings }
}

const odd = new Set<string | undefined>(['FAILED', 'APPLIED, NOT PROVED', 'REVERTED'])

function runsIn({ runs }: State): Validation {
  const findings = runs.flatMap((run) => {
    const words = wordsFor(run)
    return words === undefined ? [] : [finding('ODD108', `run ${run.id}`, words, `millwright report ${run.id}`)]
  })
  return { name: 'runs', checked: plural(runs.length, 'run'), findings }
}

function wordsFor({ verdict, state, why, command, startedAt }: Run): string | undefined {
  if (verdict !== undefined && odd.has(verdict))
    return `${command} of ${startedAt.slice(0, 10)} ended ${verdict}${why === undefined ? '' : `: ${why}`}`
  return isUnfinished(state) ? `${command} of ${startedAt.slice(0, 10)} is ${state}` : undefined
}

type Odd = readonly [subject: string, message: string, answer?: string]

const finding = (code: string, ...[subject, message, answer]: Odd): Finding => ({
  code,
  severity: 'warning',
  subject,
  message,
  ...(answer === undefined ? {} : { answer }),
})
