import type { TypedAnswers } from '../diff/answers.ts'
import { type Finding, isBlocking } from '../kernel/finding.ts'
import { printable } from '../kernel/text.ts'
import { canAsk } from './can-ask.ts'
import type { Call } from './command.ts'
import { typedAnswers } from './diff-flags.ts'
import { openLines, type Lines } from './lines.ts'

/**
 * Compares with the answers that were typed as flags; in a terminal, asks what is still open and compares again. An empty
 * answer leaves a question open, and then the findings tell it as they do without a terminal.
 */
export async function askAnswers<T>(
  call: Call,
  work: (answers: TypedAnswers) => Promise<T>,
  findingsOf: (result: T) => readonly Finding[],
): Promise<T> {
  let answers = typedAnswers(call)
  let result = await work(answers)
  if (!canAsk(call) || questionsIn(findingsOf(result)).length === 0) return result
  const lines = openLines(call)
  try {
    for (;;) {
      const more = await askAll(lines, questionsIn(findingsOf(result)))
      if (more === undefined || more.length === 0) return result
      lines.say(`As flags: ${more.map(({ flag, value }) => `${flag} ${shellWord(value)}`).join(' ')}\n`)
      answers = more.reduce(withAnswer, answers)
      result = await work(answers)
    }
  } finally {
    lines.close()
  }
}

type Answer = { readonly flag: string; readonly value: string }

const asked: ReadonlySet<string> = new Set(['DIFF101', 'DIFF102', 'DIFF103', 'DIFF104'])

const questionsIn = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter((finding) => asked.has(finding.code) && isBlocking(finding) && finding.answer !== undefined)

/** Every open question once; undefined when one of them is left open. */
async function askAll(lines: Lines, findings: readonly Finding[]): Promise<readonly Answer[] | undefined> {
  const answers: Answer[] = []
  for (const group of Map.groupBy(findings, ({ code, answer = '' }) => `${code} ${placeIn(answer)}`).values()) {
    const open = group.filter((finding) => !answers.some((answer) => isSameTarget(answer, answerOf(finding))))
    const answer = await askOne(lines, open)
    if (answer === undefined) return undefined
    answers.push(answer)
  }
  return answers
}

const askOne = async (lines: Lines, group: readonly Finding[]): Promise<Answer | undefined> => {
  const [first] = group
  if (first === undefined) return undefined
  return first.code === 'DIFF101' ? askRename(lines, group) : askValue(lines, first)
}

async function askRename(lines: Lines, group: readonly Finding[]): Promise<Answer | undefined> {
  const place = placeIn(group[0]?.answer ?? '')
  const choices = group.map((finding) => answerOf(finding))
  const names = choices.map(({ value }, at) => `  ${at + 1}  it is ${value.slice(place.length + 1)} under a new name\n`)
  lines.say(printable(`${place} goes away. What becomes of it?\n${names.join('')}`))
  lines.say(`  ${choices.length + 1}  it goes away, with what is in it\n`)
  const typed = await lines.ask('A number (nothing leaves the question open): ')
  if (typed === String(choices.length + 1)) return { flag: '--drop', value: place }
  return choices.find((_, at) => typed === String(at + 1))
}

async function askValue(lines: Lines, finding: Finding): Promise<Answer | undefined> {
  const { flag, value } = answerOf(finding)
  const place = placeIn(finding.answer ?? '')
  const samples = (finding.samples ?? []).map((sample) => `  - ${sample}\n`).join('')
  lines.say(printable(`${finding.subject}: ${finding.message}\n${samples}`))
  const typed = await lines.ask(
    `${value.endsWith('=<sql>') ? 'An SQL expression' : 'A value'} (nothing leaves it open): `,
  )
  return typed === '' ? undefined : { flag, value: `${place}=${typed}` }
}

/** `--rename column:part.sku=number` as its two words. */
function answerOf({ answer = '' }: Finding): Answer {
  const at = answer.indexOf(' ')
  return { flag: answer.slice(0, at), value: answer.slice(at + 1) }
}

/** What stands before the `=`, which may stand in quotes too. */
const placeIn = (answer: string): string =>
  /^(?:"(?:[^"]|"")*"|[^"=])+/.exec(answer.slice(answer.indexOf(' ') + 1))?.[0] ?? ''

/** Two things cannot become the same one. */
const isSameTarget = (one: Answer, other: Answer): boolean =>
  one.flag === '--rename' && other.flag === '--rename' && ownerAndName(one) === ownerAndName(other)

function ownerAndName({ value }: Answer): string {
  const place = placeIn(` ${value}`)
  return `${place.slice(0, place.lastIndexOf('.') + 1)}${value.slice(place.length)}`
}

function withAnswer(answers: TypedAnswers, { flag, value }: Answer): TypedAnswers {
  const list = lists[flag]
  return list === undefined ? answers : { ...answers, [list]: [...(answers[list] ?? []), value] }
}

const lists: Readonly<Record<string, 'renames' | 'drops' | 'fills' | 'usings' | 'values'>> = {
  '--rename': 'renames',
  '--drop': 'drops',
  '--fill': 'fills',
  '--using': 'usings',
  '--map-value': 'values',
}

const shellWord = (word: string): string => (/^[\w.:=/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
