import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const logLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const
export type LogLevel = (typeof logLevels)[number]

export const isLogLevel = (text: string): text is LogLevel => (logLevels as readonly string[]).includes(text)

/** One thing that happened. `facts` stand in the JSON lines; nothing of it is ever a value of a row. */
export type LogEntry = {
  readonly level: LogLevel
  readonly component: string
  readonly text: string
  readonly facts?: Readonly<Record<string, unknown>>
}

const mostBytes = 10_000_000
const kept = 5

/** `migration.log` for people and `migration.jsonl` for programs, in a folder; each is rotated at ten megabytes. */
export class MigrationLog {
  readonly #directory: string
  readonly #least: number
  readonly #now: () => Date

  constructor(directory: string, level: LogLevel = 'INFO', now: () => Date = () => new Date()) {
    this.#directory = directory
    this.#least = logLevels.indexOf(level)
    this.#now = now
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  }

  write({ level, component, text, facts = {} }: LogEntry): void {
    if (logLevels.indexOf(level) < this.#least) return
    const at = this.#now().toISOString()
    const line = text.replaceAll(/\s*\n\s*/g, ' ')
    this.#append('migration.log', `${clockText(at)} - ${component} - ${level} - ${line}\n`)
    this.#append('migration.jsonl', `${JSON.stringify({ at, level, component, text: line, ...facts })}\n`)
  }

  #append(name: string, line: string): void {
    const path = join(this.#directory, name)
    if (existsSync(path) && statSync(path).size + line.length > mostBytes) rotate(path)
    appendFileSync(path, line, { mode: 0o600 })
  }
}

/** `2026-02-01 08:00:00,412`, in UTC. */
const clockText = (iso: string): string => iso.replace('T', ' ').replace('.', ',').replace('Z', '')

/** The newest old file is `.1`; what was `.5` is gone. */
function rotate(path: string): void {
  for (let n = kept - 1; n >= 1; n--) if (existsSync(`${path}.${n}`)) renameSync(`${path}.${n}`, `${path}.${n + 1}`)
  renameSync(path, `${path}.1`)
}
