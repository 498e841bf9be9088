import { defineMove } from 'millwright'
import { declareMove, quarantine } from '../src/move/declare.ts'
import { factsFrom } from '../src/move/facts.ts'

export default defineMove({ rejects: { accept: [...quarantine] } }, (m, params) => declareMove(m, factsFrom(params)))
