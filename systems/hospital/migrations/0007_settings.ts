import { defineMove } from 'millwright'
import { factsFrom } from '../src/loads/params.ts'
import { loadGrants, loadPermissions, loadRoles, loadSettings, loadUsers } from '../src/loads/settings.ts'

export default defineMove({}, (m, params) => {
  const facts = factsFrom(params)
  for (const step of [loadSettings, loadRoles, loadPermissions, loadGrants, loadUsers].map((load) => load(m, facts)))
    m.check(step, m.equal(step))
})
