import type { Queries } from '../kernel/connection.ts'
import type { Row } from '../kernel/value.ts'
import { table } from '../sources/table.ts'
import type { Answer, EachSpec, LoadSpec, RowInput } from './declared.ts'

/** Computes the answers to some records at once, in their order. */
export type Compute = (records: readonly unknown[]) => Promise<readonly Answer[]>

/** An each is a load whose source is a query of the target itself, and whose records are mapped some at a time. */
export function loadOfEach(spec: EachSpec): LoadSpec<unknown> {
  const name = `units for ${spec.to}`
  return {
    from: {
      kind: 'query',
      text: name,
      open: ({ target }) =>
        table({ db: target, name, query: spec.over, key: spec.key, digest: 'count', pages: 'asked' }),
    },
    to: spec.to,
    key: spec.rowKey ?? spec.key,
    map: (row) => row as RowInput,
    minRecords: 0,
    ...(spec.existing === undefined ? {} : { existing: spec.existing }),
    ...(spec.undo === undefined ? {} : { undo: spec.undo }),
    ...(spec.ignore === undefined ? {} : { ignore: spec.ignore }),
  }
}

/** The author's function with the database that it may read. */
export function computeOf({ run }: EachSpec, db: Queries): Compute {
  const reader = {
    all: db.all.bind(db),
    get: db.get.bind(db),
    read: db.read.bind(db),
  }
  return async (records) => run(records as readonly Row[], reader)
}
