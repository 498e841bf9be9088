import { cookieName } from './identify.ts'
import type { LogbookApp } from './route.ts'

/** The description of the interface as OpenAPI 3.1. */
export type ApiDocument = ReturnType<LogbookApp['getOpenAPI31Document']>

const info = {
  title: "A ship's oil record book",
  version: '1',
  description: [
    'Weekly soundings with their entries, fuel tickets, the status board, hitches. Every operation names who may call it as',
    '`x-permission`: `public`, `signed-in`, `read`, `write` or `administer`. A refusal is `{error, code, details}`, `details` by',
    'field, and nothing was changed then. Entries of the book are struck, never erased.',
  ].join(' '),
}

/** Adds `/api/openapi.json` and gives the document as a value. Call it when every route is in its place. */
export function describe(app: LogbookApp): () => ApiDocument {
  const { openAPIRegistry } = app
  openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  openAPIRegistry.registerComponent('securitySchemes', 'cookie', { type: 'apiKey', in: 'cookie', name: cookieName })
  let made: ApiDocument | undefined
  const document = (): ApiDocument => {
    made ??= app.getOpenAPI31Document({ openapi: '3.1.0', info, security: [{ bearer: [] }, { cookie: [] }] })
    return made
  }
  app.get('/api/openapi.json', (c) => c.json(document()))
  return document
}

/** One operation of the document. */
export type Operation = { readonly verb: 'get' | 'post' | 'put'; readonly path: string; readonly door: string }

/** Every operation, in the order of the document. */
export const operationsOf = ({ paths = {} }: ApiDocument): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'post', 'put'] as const).flatMap((verb) => {
      const found = item[verb] as Readonly<Record<string, unknown>> | undefined
      return found === undefined ? [] : [{ verb, path, door: String(found['x-permission']) }]
    }),
  )
