import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isProblem } from 'millwright'
import { root } from '../project.ts'
import { type Answer, answerText, problemAnswer } from './answer.ts'
import { applyPending } from './apply.ts'
import { copyTest } from './copy-test.ts'
import { generateBook } from './generate.ts'
import { type CommandName, type Ordered, parseCommand } from './parse.ts'
import { routine } from './routine.ts'

const place = join(root, '.millwright', 'start')
const db = join(place, 'orb.db')

type Step = { readonly title: string; readonly ordered: Ordered; readonly work: (ordered: Ordered) => Promise<Answer> }

/** The book of an invented ship: made as it lay at the ninth revision, tried on a copy, brought to the newest one, looked after. */
export async function runStart(): Promise<number> {
  process.stdout.write(opening)
  await rm(place, { recursive: true, force: true })
  for (const { title, ordered, work } of steps) {
    process.stdout.write(`\n${title}\n`)
    const { exit, text } = await answered(() => work(ordered))
    process.stdout.write(text)
    if (exit !== 0) return exit
  }
  process.stdout.write(next)
  return 0
}

const orderOf = (name: CommandName, ...flags: readonly string[]): Ordered => {
  const parsed = parseCommand([name, '--db', db, ...flags], root)
  if (parsed.kind !== 'run') throw new TypeError(`the start asks for what ${name} does not understand`)
  return parsed.ordered
}

const steps: readonly Step[] = [
  {
    title: 'A year on board, as the ninth revision stored it',
    ordered: orderOf('generate', '--at', 'r09b', '--years', '1'),
    work: generateBook,
  },
  { title: 'Everything since then, on a copy; and there what users do', ordered: orderOf('copy-test'), work: copyTest },
  { title: 'The same on the book, after a backup', ordered: orderOf('apply', '--yes'), work: applyPending },
  { title: 'The monthly look', ordered: orderOf('routine'), work: routine },
]

async function answered(work: () => Promise<Answer>): Promise<{ readonly exit: number; readonly text: string }> {
  try {
    const answer = await work()
    return { exit: answer.exit, text: answerText(answer, false) }
  } catch (error) {
    if (!isProblem(error)) throw error
    return { exit: error.exit, text: answerText(problemAnswer(error), false) }
  }
}

const opening = `
A ship keeps its oil record book in one SQLite file, and its program has changed for years. This makes an invented book of an
older revision and brings it to the newest one without losing an entry.
`

const next = `
Try next
  D=systems/logbook/.millwright/start/orb.db
  npm run -s rollback -w systems/logbook -- --db $D
      what would go lost by the way back, and nothing done
  npm run -s serve -w systems/logbook -- --db $D
      the interface, until Ctrl-C
`
