import { z } from 'millwright/http'
import { isIsoDate } from '../domain/dates.ts'

/** The query of a question about one day; today unless said. */
export const dayQuery = z.strictObject({
  as_of: z
    .string()
    .refine(isIsoDate, { error: 'use YYYY-MM-DD' })
    .optional()
    .openapi({ description: 'The day for which is asked, YYYY-MM-DD; today unless said' }),
})
