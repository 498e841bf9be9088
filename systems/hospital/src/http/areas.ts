import type { Area } from './route.ts'
import { departments } from './routes/departments.ts'
import { health } from './routes/health.ts'
import { session } from './routes/session.ts'
import { training } from './routes/training.ts'
import { trainingLists } from './routes/training-lists.ts'

/** Every area of the API, in the order of the documentation. */
export const areas: readonly Area[] = [
  health,
  session, // one line each
  training,
  trainingLists,
  departments,
]
