import { defineMove } from 'millwright'
import { declareBusinessModel } from '../src/move/declare.ts'
import { optionsIn } from '../src/move/params.ts'

export default defineMove({}, (m, params) => declareBusinessModel(m, optionsIn(params)))
