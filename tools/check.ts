/** `npm run check [gate…]`: runs the gates side by side; prints one line for each and the output of those that fail. */
import { availableParallelism } from 'node:os'
import { gates, inParallel, runGate, type Outcome } from './gates.ts'

const wanted = process.argv.length > 2 ? process.argv.slice(2) : gates
const outcomes = await inParallel(wanted, availableParallelism(), check)
const failed = outcomes.filter(({ passed }) => !passed).length
console.log(`${outcomes.length - failed} gates passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

async function check(gate: string): Promise<Outcome> {
  const outcome = await runGate(gate)
  const { passed, seconds, output } = outcome
  const news = passed ? lastLine(output) : 'failed'
  console.log(`${passed ? '✓' : '✗'} ${gate.padEnd(13)} ${seconds.toFixed(1).padStart(4)} s  ${news}`)
  if (!passed) console.log(output)
  return outcome
}

/** What a gate of ours says when it passes; the foreign tools stay silent or speak of themselves. */
function lastLine(output: string): string {
  const line = output.trim().split('\n').at(-1) ?? ''
  return /^\d+ (files|functions|packages)/.test(line) ? line : ''
}
