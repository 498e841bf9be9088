import { table } from '../sources/table.ts'
import { emptyRow, type Row } from '../kernel/value.ts'
import type { BuildSpec, LoadSpec, RowInput } from './declared.ts'

/** A build is a load whose source is a query of the target itself and whose map copies the row. */
export function loadOfBuild(spec: BuildSpec): LoadSpec<unknown> {
  return {
    from: {
      kind: 'query',
      text: `query for ${spec.to}`,
      open: ({ target }) =>
        table({ db: target, name: `query for ${spec.to}`, query: spec.select, key: spec.key, digest: 'count' }),
    },
    to: spec.to,
    key: spec.key,
    map: (row) => copyOf(row as Row),
    minRecords: 0,
    ...(spec.existing === undefined ? {} : { existing: spec.existing }),
    ...(spec.undo === undefined ? {} : { undo: spec.undo === 'journal' ? spec.undo : 'drop-created' }),
    ...(spec.ignore === undefined ? {} : { ignore: spec.ignore }),
  }
}

const copyOf = (row: Row): RowInput => Object.assign(emptyRow(), row)
