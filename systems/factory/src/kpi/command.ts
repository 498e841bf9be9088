import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { type Answer, answerTo, type MeanTimesDivisor } from './answer.ts'
import { optionalFields, requiredFields } from './figures.ts'
import { type Line, linesOf } from './lines.ts'

const usage = `Reads one JSON object on each line of standard input and answers each with one line.

  npm run -s kpi -w systems/factory [-- --mean-times-divisor FE|FE+1] < FILE

  needed:    ${requiredFields.join(', ')}
  optional:  ${optionalFields.join(', ')}

  Times are minutes, ratios are fractions, and what is undefined or not known is null. A line that cannot be read is
  answered with {"line":…,"error":{…}} in its place, and the command ends with 2. Blank lines are passed over.
`

/** `kpi` from its command line to its exit code: 0 when every line was answered with figures, else 2. */
export async function runKpiCommand(args: readonly string[]): Promise<number> {
  const parsed = parseKpi(args)
  if ('code' in parsed) return parsed.code
  const tally: Tally = { lines: 0, refused: 0, first: '' }
  try {
    // Standard output may be shared with the programs before and after this one: it is not ours to end.
    await pipeline(process.stdin, linesOf, (lines) => textsOf(lines, parsed.divisor, tally), process.stdout, {
      end: false,
    })
  } catch (error) {
    if (!isReaderGone(error)) throw error
  }
  if (tally.refused === 0) return 0
  return say(`${tally.refused} of ${tally.lines} lines were refused; the first is ${tally.first}.\n`, 2)
}

type Tally = { lines: number; refused: number; first: string }

const flags = { 'mean-times-divisor': { type: 'string', default: 'FE' }, help: { type: 'boolean' } } as const

function parseKpi(args: readonly string[]): { readonly divisor: MeanTimesDivisor } | { readonly code: number } {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false })
    if (values.help === true) return { code: say(usage, 0) }
    return { divisor: divisorIn(values['mean-times-divisor']) }
  } catch (error) {
    return { code: say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, 2) }
  }
}

function divisorIn(text: string): MeanTimesDivisor {
  if (text === 'FE' || text === 'FE+1') return text
  throw new RangeError(`--mean-times-divisor ${text}: use FE or FE+1.`)
}

/** Answers leave with the chunk that asked for them: who writes a line and waits gets its answer. */
async function* textsOf(batches: AsyncIterable<readonly Line[]>, divisor: MeanTimesDivisor, tally: Tally) {
  for await (const lines of batches) {
    const texts = lines.filter(isSaid).map((line) => textOf(line, answerTo(line, divisor), tally))
    if (texts.length > 0) yield texts.join('')
  }
}

const isSaid = (line: Line): boolean => !('text' in line) || line.text.trim() !== ''

function textOf({ number }: Line, answer: Answer, tally: Tally): string {
  tally.lines += 1
  if ('figures' in answer) return `${JSON.stringify(answer.figures)}\n`
  const { code, text } = answer.problem
  tally.refused += 1
  if (tally.refused === 1) tally.first = `line ${number} (${code})`
  return `${JSON.stringify({ line: number, error: { code, ...text } })}\n`
}

/** The program that reads the answers may end when it has enough of them. */
const isReaderGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')

function say(text: string, code: number): number {
  ;(code === 0 ? process.stdout : process.stderr).write(text)
  return code
}
