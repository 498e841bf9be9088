/**
 * `npm run check:canaries [gate…]`: a gate can be green and blind. Each is run twice in a small workspace: healthy, where
 * it must pass, and with its known-bad files, where it must fail and say the expected words about each of them.
 */
import { availableParallelism } from 'node:os'
import { canaries, type Canary } from './canary/table.ts'
import { inWorkspace } from './canary/workspace.ts'
import { inParallel, runGate, type Outcome } from './gates.ts'

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(canaries)
const complaints = (await inParallel(wanted, availableParallelism(), complaintsAbout)).flat()
for (const complaint of complaints) console.error(complaint)
const birds = wanted.flatMap((gate) => canaries[gate] ?? []).length
console.log(`${birds} canaries in ${wanted.length} gates, ${complaints.length} complaints`)
process.exitCode = complaints.length > 0 || birds === 0 ? 1 : 0

async function complaintsAbout(gate: string): Promise<string[]> {
  const healthy = await inWorkspace(undefined, (folder) => runGate(gate, folder))
  const sick = await inWorkspace(gate, (folder) => runGate(gate, folder))
  const found = [...healthyComplaints(gate, healthy), ...sickComplaints(gate, sick)]
  console.log(
    `${found.length === 0 ? '✓' : '✗'} ${gate.padEnd(13)} ${(healthy.seconds + sick.seconds).toFixed(1).padStart(4)} s`,
  )
  return found
}

function healthyComplaints(gate: string, { passed, output }: Outcome): string[] {
  return passed ? [] : [`${gate}: fails on a healthy workspace:\n${output}`]
}

function sickComplaints(gate: string, { passed, output }: Outcome): string[] {
  if (passed) return [`${gate}: passes over its canaries`]
  const missed = (canaries[gate] ?? []).filter((canary) => !isReported(canary, output))
  const silent = missed.map(({ file, says }) => `${gate}: says nothing like "${says}" about ${file}`)
  return silent.length > 0 ? [...silent, output] : []
}

function isReported({ file, says }: Canary, output: string): boolean {
  return output.split('\n').some((line) => line.includes(file) && line.includes(says))
}
