import { defineMove } from 'millwright'
import { loadAudit } from '../../src/loads/audit.ts'
import { loadDepartments, loadMachines } from '../../src/loads/departments.ts'
import { factsFrom } from '../../src/loads/params.ts'
import { loadPush } from '../../src/loads/push.ts'
import { loadRegister } from '../../src/loads/registers.ts'
import { loadGrants, loadPermissions, loadRoles, loadSettings, loadUsers } from '../../src/loads/settings.ts'
import { loadAssignments, loadTraining } from '../../src/loads/training.ts'

/** Not part of the history: every load a second time, on a copy, where it must find everything as it is. */
export default defineMove({}, (m, params) => {
  const facts = factsFrom(params)
  loadDepartments(m, facts)
  loadMachines(m, facts)
  loadRegister(m, 'ocm', facts)
  loadRegister(m, 'ppm', facts)
  for (const load of [loadTraining, loadAssignments, loadSettings, loadRoles, loadPermissions]) load(m, facts)
  for (const load of [loadGrants, loadUsers, loadAudit, loadPush]) load(m, facts)
})
