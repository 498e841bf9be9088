import { csv, defineMove, json, ndjson } from 'millwright'
import type { OcmRow } from '../../src/domain/ocm.ts'
import { parsePolicies } from '../../src/domain/policies.ts'
import { type Shaped, ocmShape } from '../../src/domain/shape.ts'
import { suffixedSerial } from '../../src/domain/serial.ts'

const readers = { csv, ndjson, json }
const at = '2026-01-10T00:00:00.000Z'

/** The OCM load of the hospital without lineage: validation, unique keys, twins, rejects, ledger. */
export default defineMove({ rejects: { max: 1_000_000 } }, (m, { form = 'json', input = '' }) => {
  const parsed = parsePolicies({})
  if (!parsed.ok) throw new Error('policies')
  m.load<Shaped<OcmRow>>('ocm', {
    from: readers[form as keyof typeof readers](input),
    to: 'ocm_equipment',
    key: ['serial'],
    shape: ocmShape(parsed.policies, '2026-01-10'),
    map: ({ row }) => ({ ...row, created_at: at, updated_at: at }),
    twins: { rename: (row, nth) => ({ ...row, serial: suffixedSerial(row['serial'] as string, nth) }) },
  })
})
