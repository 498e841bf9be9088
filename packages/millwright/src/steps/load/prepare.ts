import { isProblem, wordsOf } from '../../kernel/problem.ts'
import type { Value } from '../../kernel/value.ts'
import type { SourceRecord } from '../../sources/source.ts'
import type { Answer, LoadSpec, Mapped, Note, Refusal, RowInput, Skip } from '../declared.ts'
import type { Compute } from '../each.ts'
import { mapFailed, unevenRows } from '../problems.ts'
import { type Checked, checkShape, type ShapeIssue } from '../shape.ts'

/** What is kept of a record; its value only where somebody still needs it, so that it can die young. */
export type Kept = { readonly index: number; readonly raw: string; readonly value?: unknown }

/** A record after shape and map, before any database has seen it. */
export type Prepared = {
  readonly record: Kept
  readonly rows: readonly (readonly Value[])[]
  readonly issues: readonly ShapeIssue[]
  readonly skipped: string | undefined
  readonly notes: readonly Note[]
}

/** The pure half of a load: raw record → checked value → rows in the order of `columns`. */
export type Preparer = {
  /** The target's columns, known after the first row was mapped. */
  readonly columns: readonly string[] | undefined
  /** A shape was met that answers later: nobody knows when. */
  readonly waits: boolean
  prepare(records: readonly SourceRecord[]): Promise<readonly Prepared[]>
}

export type Preparation = {
  readonly spec: LoadSpec<unknown>
  /** Given, records are not mapped one by one. */
  readonly compute?: Compute
  readonly keepsValue?: boolean
}

export const makePreparer = (step: string, preparation: Preparation): Preparer => new Preparing(step, preparation)

const none: never[] = []

class Preparing implements Preparer {
  columns: readonly string[] | undefined
  waits = false
  readonly #step: string
  readonly #spec: LoadSpec<unknown>
  readonly #keepsValue: boolean
  readonly #compute: Compute | undefined

  constructor(step: string, { spec, compute, keepsValue = false }: Preparation) {
    this.#step = step
    this.#spec = spec
    this.#compute = compute
    this.#keepsValue = keepsValue
  }

  async prepare(records: readonly SourceRecord[]): Promise<readonly Prepared[]> {
    if (this.#compute !== undefined) return this.#computed(records, this.#compute)
    const all: Prepared[] = []
    for (const record of records) {
      const prepared = this.#one(record)
      all.push(prepared instanceof Promise ? await prepared : prepared)
    }
    return all
  }

  async #computed(records: readonly SourceRecord[], compute: Compute): Promise<readonly Prepared[]> {
    const [first] = records
    if (first === undefined) return []
    const answers = await compute(records.map(({ value }) => value)).catch((error: unknown) => {
      throw this.#failed(error, first)
    })
    if (answers.length !== records.length)
      throw mapFailed(this.#step, first.index, `it gave ${answers.length} answers for ${records.length} units`)
    return records.map((record, at) => this.#answered(record, answers[at] as Answer))
  }

  #answered(record: SourceRecord, answer: Answer): Prepared {
    if (!isRefusal(answer)) return this.#rowsOf(record, { mapped: answer, notes: none })
    const { reject: rule, path = '', message = 'no row could be computed for it' } = answer
    return rejected(record, [{ rule, path, message }])
  }

  #one(record: SourceRecord): Prepared | Promise<Prepared> {
    const { fault } = record
    if (fault !== undefined)
      return rejected(record, [{ rule: fault.code, path: fault.path ?? '', message: fault.message }])
    if (this.#spec.shape === undefined) return this.#map(record, record.value)
    const checked = this.#check(record)
    if (!(checked instanceof Promise)) return this.#checked(record, checked)
    this.waits = true
    return checked.then((result) => this.#checked(record, result))
  }

  #check(record: SourceRecord): Checked<unknown> | Promise<Checked<unknown>> {
    try {
      return checkShape(this.#spec.shape as NonNullable<LoadSpec<unknown>['shape']>, record.value)
    } catch (error) {
      throw this.#failed(error, record)
    }
  }

  #checked(record: SourceRecord, checked: Checked<unknown>): Prepared {
    return 'issues' in checked ? rejected(record, checked.issues) : this.#map(record, checked.value)
  }

  #map(record: SourceRecord, value: unknown): Prepared {
    let notes: Note[] = none
    const mapped = this.#call(record, value, (given) => {
      if (notes === none) notes = [given]
      else notes.push(given)
    })
    return this.#rowsOf(record, { mapped, notes })
  }

  #rowsOf(
    record: SourceRecord,
    { mapped, notes }: { readonly mapped: Mapped; readonly notes: readonly Note[] },
  ): Prepared {
    const kept = this.#keepsValue ? record : { index: record.index, raw: record.raw }
    if (isSkip(mapped)) return { record: kept, rows: none, issues: none, skipped: mapped.skip, notes }
    const rows = Array.isArray(mapped)
      ? (mapped as readonly RowInput[]).map((input) => this.#values(input, record))
      : [this.#values(mapped as RowInput, record)]
    return { record: kept, rows, issues: none, skipped: undefined, notes }
  }

  #call(record: SourceRecord, value: unknown, note: (note: Note) => void): Mapped {
    try {
      return this.#spec.map(value, { index: record.index, note })
    } catch (error) {
      throw this.#failed(error, record)
    }
  }

  #failed(error: unknown, record: SourceRecord): unknown {
    return isProblem(error) ? error : mapFailed(this.#step, record.index, wordsOf(error))
  }

  #values(input: RowInput, record: SourceRecord): readonly Value[] {
    const wanted = (this.columns ??= Object.keys(input))
    const values: Value[] = []
    for (const name of wanted) {
      const value = input[name]
      if (value === undefined) throw unevenRows(this.#step, record.index, `${name} is missing`)
      values.push(value)
    }
    if (countKeys(input) !== wanted.length)
      throw unevenRows(this.#step, record.index, `${extraKeys(input, wanted)} is new`)
    return values
  }
}

function countKeys(input: RowInput): number {
  let count = 0
  for (const _name in input) count++
  return count
}

const extraKeys = (input: RowInput, wanted: readonly string[]): string =>
  Object.keys(input)
    .filter((name) => !wanted.includes(name))
    .join(', ')

const isRefusal = (answer: Answer): answer is Refusal =>
  'reject' in answer && typeof answer.reject === 'string' && Object.keys(answer).every((name) => refusing.has(name))

const refusing: ReadonlySet<string> = new Set(['reject', 'path', 'message'])

const isSkip = (mapped: Mapped): mapped is Skip =>
  'skip' in mapped && typeof mapped.skip === 'string' && countKeys(mapped as RowInput) === 1

const rejected = (record: SourceRecord, issues: readonly ShapeIssue[]): Prepared => ({
  record,
  rows: none,
  issues,
  skipped: undefined,
  notes: none,
})
