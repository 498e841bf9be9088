import type { Area } from './route.ts'
import { health } from './routes/health.ts'
import { session } from './routes/session.ts'

/** Every area of the API, in the order of the documentation. */
export const areas: readonly Area[] = [health, session]
