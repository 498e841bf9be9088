import { z } from 'millwright/http'
import { fieldsOf, quarterFields, type Register } from '../domain/fields.ts'
import { columnsOf } from '../registers/columns.ts'
import { largestPage, usualPageSize } from '../registers/list-request.ts'

/** The registers' bodies as the OpenAPI document shows them. What is sent is judged by the register's own reader. */

/** A schema that the document shows. Left to compare all of a schema's type with another's, the compiler takes minutes. */
const opaque = (schema: unknown): z.ZodType => schema as z.ZodType

const warningSchema = z.object({ field: z.string(), code: z.string(), message: z.string() }).openapi('Warning')
const warningsSchema = z.array(warningSchema).readonly().optional().openapi({ description: 'Only with warnings=1' })

const statusSchema = z.enum(['Upcoming', 'Overdue', 'Maintained'])
const day = z.string().nullable().openapi({ example: '14/04/2026' })
const quarterSchema = z
  .object({ engineer: z.string().nullable(), quarter_date: day, status: statusSchema.nullable() })
  .openapi('Quarter')

const ocmSchema = z.object({
  NO: z.number().int().openapi({ example: 17 }),
  Department: z.string(),
  Name: z.string(),
  Model: z.string(),
  Serial: z.string().openapi({ example: 'SW3266#' }),
  Manufacturer: z.string(),
  Log_Number: z.string(),
  Installation_Date: day,
  Warranty_End: day,
  Service_Date: day,
  Engineer: z.string(),
  Next_Maintenance: day,
  Status: statusSchema,
  warnings: warningsSchema,
})

const ppmSchema = z.object({
  NO: z.number().int().openapi({ example: 17 }),
  Department: z.string(),
  Name: z.string().nullable(),
  MODEL: z.string(),
  SERIAL: z.string().openapi({ example: '2008/20022213' }),
  MANUFACTURER: z.string(),
  LOG_Number: z.string(),
  Installation_Date: day,
  Warranty_End: day,
  PPM_Q_I: quarterSchema,
  PPM_Q_II: quarterSchema,
  PPM_Q_III: quarterSchema,
  PPM_Q_IV: quarterSchema,
  Status: statusSchema,
  warnings: warningsSchema,
})

/** A device as it is answered. */
export const deviceSchemas: Readonly<Record<Register, z.ZodType>> = {
  ocm: opaque(ocmSchema.openapi('OcmDevice')),
  ppm: opaque(ppmSchema.openapi('PpmDevice')),
}

const envelope = {
  total: z.number().int(),
  pages: z.number().int(),
  current_page: z.number().int(),
  per_page: z.number().int(),
  has_next: z.boolean(),
  has_prev: z.boolean(),
  next_page: z.number().int().nullable(),
  prev_page: z.number().int().nullable(),
}

const nameOf = { ocm: 'Ocm', ppm: 'Ppm' } as const

function listSchema(register: Register): z.ZodType {
  const device = deviceSchemas[register]
  const page = z.object({ items: z.array(device), ...envelope }).openapi(`${nameOf[register]}Page`)
  return opaque(z.union([opaque(z.array(device)), opaque(page), device]))
}

/** All devices; with `page` or `per_page` an envelope; with `serial` and `exact=1` one device. */
export const listSchemas: Readonly<Record<Register, z.ZodType>> = {
  ocm: listSchema('ocm'),
  ppm: listSchema('ppm'),
}

type Schema = { readonly type: 'object' | 'integer' } | { readonly type: ('string' | 'null')[] }

const text = { type: ['string' as const, 'null' as const] }
const quarterInput = {
  type: 'object' as const,
  properties: { engineer: text, quarter_date: text, status: text },
  additionalProperties: false,
}

const properties = (register: Register): Readonly<Record<string, Schema>> =>
  Object.fromEntries(
    fieldsOf[register].map(({ key, inner, rule }): [string, Schema] => {
      if (inner !== undefined) return [key, quarterInput]
      return [key, rule === 'number' ? { type: 'integer' } : text]
    }),
  )

const input = (register: Register, name: string, required: readonly string[]): z.ZodType =>
  opaque(
    z.unknown().openapi(name, {
      type: 'object',
      properties: properties(register),
      required: [...required],
      additionalProperties: false,
      description:
        'Every spelling of a key that the register knows is accepted. Dates: DD/MM/YYYY or YYYY-MM-DD; N/A or null for none',
    }),
  )

const requiredKeys = (register: Register): readonly string[] =>
  fieldsOf[register].filter(({ required, rule }) => required && rule !== 'number').map(({ key }) => key)

/** What is sent for a whole device. */
export const inputSchemas: Readonly<Record<Register, z.ZodType>> = {
  ocm: input('ocm', 'OcmDeviceInput', [...requiredKeys('ocm'), 'Engineer']),
  ppm: input('ppm', 'PpmDeviceInput', [...requiredKeys('ppm'), 'PPM_Q_I']),
}

/** What is sent for some fields of a device. */
export const changeSchemas: Readonly<Record<Register, z.ZodType>> = {
  ocm: input('ocm', 'OcmDeviceChange', []),
  ppm: input('ppm', 'PpmDeviceChange', []),
}

const datesParameter = z
  .enum(['DD/MM/YYYY', 'iso'])
  .default('DD/MM/YYYY')
  .openapi({ description: 'How dates are written; iso also writes null where there is none' })

/** The query of a request about one device. */
export const deviceQuery = z.strictObject({
  dates: datesParameter,
  warnings: z.enum(['0', '1']).default('0').openapi({ description: '1 adds what is allowed and yet worth a look' }),
})

export const newDeviceQuery = deviceQuery.extend({
  quarter_step: z
    .enum(['P3M', 'P90D'])
    .default('P3M')
    .openapi({ description: 'What lies between the quarters that are not sent' }),
})

const described: Readonly<Record<string, string>> = {
  exact: 'is this one',
  number: 'is this number',
  contains: 'contains this, in either case',
  day: 'is this day (DD/MM/YYYY or YYYY-MM-DD) or within from..to; N/A for none',
  status: 'is upcoming, overdue or maintained on this day',
}

const optional = (description: string): z.ZodType => opaque(z.string().optional().openapi({ description }))

const exactParameter = z
  .enum(['0', '1'])
  .default('0')
  .openapi({ description: '1 with serial: that one device, for proxies that refuse %2F in a path' })

/** What is read of a list's query beside its filters. */
type ListForm = z.ZodObject<{ exact: typeof exactParameter; dates: typeof datesParameter }>

const shaped = (schema: unknown): ListForm => schema as ListForm

/** What finds, sorts and cuts a list, for the document: lists read it themselves, since a column has several names. */
const finders = (register: Register): Record<string, z.ZodType> => ({
  search: optional('Words that all occur in name, model, serial, department, manufacturer or log number'),
  filter: optional('upcoming (pending), overdue or maintained (completed), on this day'),
  due: optional('Only devices with work that is to be done within so many days, 0 to 366'),
  ...Object.fromEntries(
    columnsOf(register).map(({ name, match }) => [name, optional(`${name} ${described[match] ?? ''}`)]),
  ),
  sort: optional('A column; devices without a value come last, equal ones by their number'),
  sort_dir: optional('asc or desc'),
  page: optional('From 1; asks for an envelope instead of all devices'),
  per_page: optional(`1 to ${largestPage}, ${usualPageSize} unless said; asks for an envelope instead of all devices`),
})

const listQuery = (register: Register): ListForm =>
  shaped(z.looseObject({ ...finders(register), exact: exactParameter, dates: datesParameter }))

/** The query of a list. */
export const listQuerySchemas = { ocm: listQuery('ocm'), ppm: listQuery('ppm') } as const

const selectionQuery = (register: Register): z.ZodObject =>
  z.looseObject({
    ...finders(register),
    serials: opaque(
      z
        .unknown()
        .optional()
        .openapi({
          type: 'array',
          items: { type: 'string' },
          description: 'The serials of the devices that are meant, given once for each; instead of everything else',
        }),
    ),
  })

/** The query that picks devices: as a list does, or by their serials. */
export const selectionQuerySchemas = { ocm: selectionQuery('ocm'), ppm: selectionQuery('ppm') } as const

/** A quarter by its number. */
export const quarterParameter = z
  .enum(['1', '2', '3', '4'])
  .openapi({ description: quarterFields.map(({ quarter, key }) => `${quarter} is ${key}`).join(', ') })

export const visitSchema: z.ZodType = opaque(
  z
    .object({
      quarter: z.number().int(),
      due_date: day,
      engineer: z.string().nullable(),
      status: statusSchema.nullable(),
      completed_on: day,
      warnings: warningsSchema,
    })
    .openapi('Visit'),
)

export const visitInputSchema: z.ZodType = opaque(
  z.unknown().openapi('VisitInput', {
    type: 'object',
    properties: { completed_on: text, engineer: text },
    required: ['completed_on'],
    additionalProperties: false,
  }),
)
