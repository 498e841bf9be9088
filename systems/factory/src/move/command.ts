import { isProblem, makeTerminal, rehearse, reportText, rollback, type RunResult, type Terminal, up } from 'millwright'
import { archiveLegacy, writeRunArtefacts } from '../artefacts/artefacts.ts'
import { changedBetween, fingerprintsOf } from '../artefacts/fingerprints.ts'
import { problemText } from '../database/problem-text.ts'
import { type Facts, factsFrom } from './facts.ts'
import { featuresOf, lookAtLegacy } from './look.ts'
import { mappingFrom } from './mapping.ts'
import { type MoveOptions, moveUsage, parseMove } from './options.ts'
import { sameDatabase } from './problems.ts'
import { factoryProject } from './project.ts'

/** `move` from its command line to its exit code. */
export async function runMoveCommand(args: readonly string[]): Promise<number> {
  try {
    const options = parseMove(args)
    if (options === undefined) return say(process.stdout, moveUsage, 0)
    return await runMove(options)
  } catch (error) {
    if (isProblem(error)) return say(process.stderr, problemText(error), error.exit)
    if (error instanceof TypeError || error instanceof RangeError)
      return say(process.stderr, `${error.message}\n\n${moveUsage}`, 2)
    throw error
  }
}

/** Looks at both databases, moves, and prints the report. @throws FAC2xx and the engine's problems; nothing was changed then */
export async function runMove(options: MoveOptions): Promise<number> {
  const { target, params, accept, json } = options
  if (target === params.source) throw sameDatabase(target)
  const seen = await lookAtLegacy(params.source, accept, mappingFrom(params.mapping ?? '').tables)
  const decided = { ...options, params: { ...params, profile: seen.profile } }
  const facts = factsFrom(decided.params)
  const tell = (line: string): void => void (json || process.stderr.write(`${line}\n`))
  const [first, last] = [seen.first ?? 'none', seen.last ?? 'none']
  tell(`Source: ${seen.profile}, ${seen.rows.toLocaleString('en')} samples, ${first} to ${last}.`)
  tell(`Target: ${await featuresOf(target)}`)
  const result = await (options.mode === 'move' && options.artefacts !== undefined
    ? withArtefacts(options.artefacts, { facts, target, tell }, () => followed(decided))
    : followed(decided))
  if (!('report' in result)) return say(process.stdout, 'Nothing to do: this factory was moved.\n', 0)
  const text = json
    ? JSON.stringify(result.report)
    : reportText(result.report, { columns: process.stdout.columns ?? 100 })
  return say(process.stdout, `${text}\n`, result.exit)
}

type About = { readonly facts: Facts; readonly target: string; readonly tell: (line: string) => void }

/** A move with what stays behind before it, and what came of names and figures after it. */
async function withArtefacts(
  folder: string,
  { facts, target, tell }: About,
  move: () => Promise<Ended>,
): Promise<Ended> {
  const before = await fingerprintsOf(facts.source)
  for (const { file, rows } of await archiveLegacy(folder, facts))
    tell(`Archive: ${file}, ${rows.toLocaleString('en')} rows.`)
  const result = await move()
  if (!('report' in result) || result.exit !== 0) return result
  await writeRunArtefacts(folder, result.report.run.id, { facts, target })
  const changed = changedBetween(before, await fingerprintsOf(facts.source))
  tell(
    changed.length === 0
      ? 'Source: every table holds what it held before the move.'
      : `Source: somebody wrote to it meanwhile, into ${changed.join(', ')}; the move only read.`,
  )
  return result
}

type Ended = RunResult | { readonly upToDate: true; readonly exit: 0 }

/** Shows the progress on standard error; the first Ctrl-C pauses at the next batch. */
async function followed({ target, params, mode, json }: MoveOptions): Promise<Ended> {
  const project = await factoryProject(target, params)
  const terminal = newTerminal(json)
  let isAsked = false
  const onSignal = (): void => void (isAsked = true)
  process.once('SIGINT', onSignal)
  try {
    const watch = { onEvent: terminal.show.bind(terminal), isInterrupted: () => isAsked, yes: true }
    return await actions[mode](project, watch)
  } finally {
    process.removeListener('SIGINT', onSignal)
    terminal.end()
  }
}

const actions = { move: up, rehearse, back: rollback } as const

const newTerminal = (json: boolean): Terminal =>
  makeTerminal({
    stream: process.stderr,
    isTty: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 100,
    env: process.env,
    json,
  })

function say(stream: NodeJS.WriteStream, text: string, code: number): number {
  stream.write(text)
  return code
}
