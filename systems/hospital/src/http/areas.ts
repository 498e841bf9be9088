import type { Area } from './route.ts'
import { accounts } from './routes/accounts.ts'
import { audit } from './routes/audit.ts'
import { backups } from './routes/backups.ts'
import { barcodes } from './routes/barcodes.ts'
import { bulk } from './routes/bulk.ts'
import { calendar } from './routes/calendar.ts'
import { csv } from './routes/csv.ts'
import { dashboard } from './routes/dashboard.ts'
import { departments } from './routes/departments.ts'
import { equipment } from './routes/equipment.ts'
import { health } from './routes/health.ts'
import { mail } from './routes/mail.ts'
import { push } from './routes/push.ts'
import { reminders } from './routes/reminders.ts'
import { roles } from './routes/roles.ts'
import { session } from './routes/session.ts'
import { settings } from './routes/settings.ts'
import { training } from './routes/training.ts'
import { trainingLists } from './routes/training-lists.ts'

/** Every area of the API, in the order of the documentation. */
export const areas: readonly Area[] = [
  health,
  session, // one line each
  accounts,
  roles,
  audit,
  settings,
  equipment,
  bulk,
  csv,
  dashboard,
  reminders,
  calendar,
  barcodes,
  push,
  mail,
  training,
  trainingLists,
  departments,
  backups,
]
