import { z } from 'millwright/http'
import { nameFault, widths } from '../domain/names.ts'

/** Fields that several bodies share: what is taken here is what its column holds. */

/** A person's name, in letters of any script. */
export const personName = (field: string): z.ZodString =>
  z
    .string()
    .superRefine((name, context) => {
      const fault = nameFault(field, name)
      if (fault !== undefined)
        context.addIssue({
          code: 'custom',
          message: fault.message.replace(`${field}: `, ''),
          params: { code: fault.code },
        })
    })
    .openapi({ example: "A. O'Brien" })

export const text = (field: keyof typeof widths): z.ZodString => z.string().trim().max(widths[field])
export const optionalText = (field: keyof typeof widths): z.ZodOptional<z.ZodNullable<z.ZodString>> =>
  text(field).nullish()

/** A password as it is chosen. */
export const password = z.string().min(12).max(200).openapi({ description: 'At least 12 characters' })

/** A time as it is sent; read by the ship's clock where it has no offset. */
export const time = z.string().max(40).openapi({
  example: '2025-12-22T10:00',
  description: 'With or without seconds; with an offset it is that instant, else the clock on board',
})

export const gallons = z.number().min(0).max(1_000_000)
export const optionalGallons = gallons.nullish()
export const meter = z.number().min(0).max(999_999.9)

/** Feet and inches on the tape: whole inches. */
export const depth = z.strictObject({ feet: z.int(), inches: z.int() }).openapi('Depth')

export const requestId = z
  .string()
  .regex(/^[\w.-]{8,64}$/, { error: '8 to 64 letters, digits, - _ or .' })
  .optional()
  .openapi({ description: "The phone's own number of this request: a second try with it books nothing twice" })

export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(200).default(50),
})

export const idParam = z.object({ id: z.coerce.number().int().positive() })

/** A page of a list. */
export const pageOf = (item: z.ZodType): z.ZodType =>
  z.object({ items: z.array(item), total: z.int(), page: z.int(), per_page: z.int() })

/** A row as its table has it: the names of its columns are its description. */
export const rowSchema = z.record(z.string(), z.unknown())
