import { isProblem, wordsOf } from '../../kernel/problem.ts'
import type { Value } from '../../kernel/value.ts'
import type { SourceRecord } from '../../sources/source.ts'
import type { LoadSpec, Mapped, Note, RowInput, Skip } from '../declared.ts'
import { mapFailed, unevenRows } from '../problems.ts'
import { type Checked, checkShape, type ShapeIssue } from '../shape.ts'

/** A record after shape and map, before any database has seen it. */
export type Prepared = {
  readonly record: SourceRecord
  readonly rows: readonly (readonly Value[])[]
  readonly issues: readonly ShapeIssue[]
  readonly skipped: string | undefined
  readonly notes: readonly Note[]
}

export type Preparer = {
  /** The target's columns, known after the first row was mapped. */
  columns: readonly string[] | undefined
  prepare(records: readonly SourceRecord[]): Promise<readonly Prepared[]>
}

/** Makes the pure half of a load: raw record → checked value → rows in the order of `columns`. */
export function makePreparer(step: string, spec: LoadSpec<unknown>, columns?: readonly string[]): Preparer {
  const preparer: Preparer = {
    columns,
    async prepare(records) {
      const prepared: Prepared[] = []
      for (const record of records) {
        const made = prepareOne(record)
        prepared.push(made instanceof Promise ? await made : made)
      }
      return prepared
    },
  }
  return preparer

  function prepareOne(record: SourceRecord): Prepared | Promise<Prepared> {
    if (record.fault !== undefined) return rejected(record, [{ rule: record.fault.code, path: record.fault.path ?? '', message: record.fault.message }])
    if (spec.shape === undefined) return mapOne(record, record.value)
    const checked = validate(record)
    return checked instanceof Promise ? checked.then((result) => mapChecked(record, result)) : mapChecked(record, checked)
  }

  function validate(record: SourceRecord): Checked<unknown> | Promise<Checked<unknown>> {
    try {
      return checkShape(spec.shape as NonNullable<typeof spec.shape>, record.value)
    } catch (error) {
      throw codeFailed(error, record)
    }
  }

  function mapChecked(record: SourceRecord, checked: Checked<unknown>): Prepared {
    return 'issues' in checked ? rejected(record, checked.issues) : mapOne(record, checked.value)
  }

  function mapOne(record: SourceRecord, value: unknown): Prepared {
    let notes: Note[] = none
    const note = (given: Note) => void (notes === none ? (notes = [given]) : notes.push(given))
    const mapped = runMap(record, value, note)
    if (isSkip(mapped)) return { record, rows: [], issues: none, skipped: mapped.skip, notes }
    const inputs = Array.isArray(mapped) ? (mapped as readonly RowInput[]) : [mapped as RowInput]
    return { record, rows: inputs.map((input) => valuesOf(input, record)), issues: none, skipped: undefined, notes }
  }

  function runMap(record: SourceRecord, value: unknown, note: (note: Note) => void): Mapped {
    try {
      return spec.map(value, { index: record.index, note })
    } catch (error) {
      throw codeFailed(error, record)
    }
  }

  function codeFailed(error: unknown, record: SourceRecord): unknown {
    return isProblem(error) ? error : mapFailed(step, record.index, wordsOf(error))
  }

  function valuesOf(input: RowInput, record: SourceRecord): readonly Value[] {
    const wanted = (preparer.columns ??= Object.keys(input))
    const values = new Array<Value>(wanted.length)
    for (let at = 0; at < wanted.length; at++) {
      const value = input[wanted[at] as string]
      if (value === undefined) throw unevenRows(step, record.index, `${wanted[at]} is missing`)
      values[at] = value
    }
    let given = 0
    for (const _name in input) given++
    if (given !== wanted.length) throw unevenRows(step, record.index, `${Object.keys(input).filter((name) => !wanted.includes(name)).join(', ')} is new`)
    return values
  }
}

const none: never[] = []

const isSkip = (mapped: Mapped): mapped is Skip => 'skip' in mapped && typeof mapped.skip === 'string' && Object.keys(mapped).length === 1

const rejected = (record: SourceRecord, issues: readonly ShapeIssue[]): Prepared => ({ record, rows: none, issues, skipped: undefined, notes: none })
