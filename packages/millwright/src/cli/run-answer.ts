import type { RunResult } from '../actions/write-report.ts'
import { reportText } from '../report/text.ts'
import { type Answer, type Call, widthOf } from './command.ts'
import { near } from './near.ts'

/** What a run gives back: its verdict, its report, and where the report was written. */
export const runAnswer = (call: Call, result: RunResult): Answer => ({
  exit: result.exit,
  document: () => result,
  text: () => reportText(result.report, { columns: widthOf(call.io), path: near(call, result.files.html) }),
})
