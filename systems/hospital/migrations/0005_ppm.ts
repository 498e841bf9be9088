import { defineMove } from 'millwright'
import { checkRules } from '../src/loads/checks.ts'
import { factsFrom } from '../src/loads/params.ts'
import { checkRegister, loadRegister } from '../src/loads/registers.ts'
import { acceptedRules } from '../src/loads/rules.ts'

const register = 'ppm'

export default defineMove(
  { rejects: (params) => ({ accept: acceptedRules(factsFrom(params).policies) }) },
  (m, params) => {
    const facts = factsFrom(params)
    const step = loadRegister(m, register, facts)
    checkRegister(m, step, { register, facts })
    checkRules(m, step, { register, facts })
  },
)
