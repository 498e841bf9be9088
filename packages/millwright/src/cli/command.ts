import type { Project, ProjectFlags } from '../actions/project.ts'

/** One flag. Without `value` it is a switch. */
export type Flag = {
  readonly long: string
  /** The name of its value, such as FILE. */
  readonly value?: string
  readonly about: string
  /** May be given several times. */
  readonly repeat?: boolean
  /** The only words it takes. */
  readonly choices?: readonly string[]
  /** Its value is a whole number, this or greater. */
  readonly atLeast?: number
}

export type Argument = {
  readonly name: string
  readonly about: string
  readonly optional?: boolean
  readonly many?: boolean
}

/** A command as its help and its manual page show it. Loaded when it is typed; what it needs is loaded when it runs. */
export type Command = {
  /** What it does, in a sentence or two. */
  readonly about: string
  readonly args?: readonly Argument[]
  readonly flags?: readonly Flag[]
  readonly examples: readonly (readonly [typed: string, purpose: string])[]
  readonly exits: readonly (readonly [code: number, meaning: string])[]
  run(call: Call): Promise<Answer>
}

/** What a command gives back: one JSON document, or the same as text for a person. */
export type Answer = {
  readonly exit: number
  document(): unknown
  /** Ends with a line end. */
  text(): string
}

/** What was typed, after it was checked. */
export type Call = {
  readonly args: readonly string[]
  readonly isJson: boolean
  readonly io: Io
  /** Whether a switch was given. */
  has(flag: string): boolean
  value(flag: string): string | undefined
  count(flag: string): number | undefined
  values(flag: string): readonly string[]
  /** The common flags, for who looks for the project alone. */
  where(): ProjectFlags
  /** Finds and checks the configuration. @throws CONF1xx */
  project(): Promise<Project>
}

/** The outer world of a command. */
export type Io = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly out: Stream
  readonly err: Stream
  readonly input: NodeJS.ReadStream
}

export type Stream = {
  write(text: string): unknown
  once?(event: 'drain' | 'close', then: () => void): unknown
  /** False once the reader has gone. */
  readonly writable?: boolean
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** The width for tables and reports: that of the window, or what COLUMNS says where there is none or the window says 0. */
export const widthOf = ({ out, env }: Io): number =>
  out.columns ? Math.min(out.columns, 160) : Number(env['COLUMNS']) || 100

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The members that have a value. */
export const given = <T extends object>(members: T): Given<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>
