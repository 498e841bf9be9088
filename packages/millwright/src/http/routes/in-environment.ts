import { z } from '@hono/zod-openapi'

/** The part of an address that names an environment. */
export const inEnvironment = z.object({ environment: z.string().max(40) })

/** A document of the engine; its type has the name that the description says, and the TypeScript API exports it. */
export const engineDocument = z.looseObject({})

export const text = z.string().min(1).max(200)
