import { defineMove } from 'millwright'
import { loadAudit } from '../src/loads/audit.ts'
import { factsFrom } from '../src/loads/params.ts'
import { loadPush } from '../src/loads/push.ts'

export default defineMove({}, (m, params) => {
  const facts = factsFrom(params)
  for (const step of [loadAudit, loadPush].map((load) => load(m, facts))) m.check(step, m.equal(step))
})
