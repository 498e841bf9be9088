import { defineMove } from 'millwright'
import { factsFrom } from '../src/loads/params.ts'
import { acceptedRules } from '../src/loads/rules.ts'
import { checkAssignments, loadAssignments, loadTraining } from '../src/loads/training.ts'

export default defineMove(
  { rejects: (params) => ({ accept: acceptedRules(factsFrom(params).policies) }) },
  (m, params) => {
    const facts = factsFrom(params)
    m.check(loadTraining(m, facts), m.equal('training'))
    const assignments = loadAssignments(m, facts)
    m.check(assignments, m.equal(assignments))
    checkAssignments(m, assignments)
  },
)
