import { defineMove } from 'millwright'
import { loadDepartments, loadMachines } from '../src/loads/departments.ts'
import { factsFrom } from '../src/loads/params.ts'
import { acceptedRules } from '../src/loads/rules.ts'

export default defineMove(
  { rejects: (params) => ({ accept: acceptedRules(factsFrom(params).policies) }) },
  (m, params) => {
    const facts = factsFrom(params)
    m.check(loadDepartments(m, facts), m.equal('departments'))
    m.check(loadMachines(m, facts), m.equal('department machines'))
  },
)
