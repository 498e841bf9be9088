import type { HospitalApp } from './route.ts'
import { cookieName } from './session-cookie.ts'

/** The description of the API as OpenAPI 3.1. */
export type ApiDocument = ReturnType<HospitalApp['getOpenAPI31Document']>

const info = {
  title: 'Hospital equipment',
  version: '1',
  description: [
    'Two registers of medical devices and what belongs to them. Every operation names the permission that it needs as',
    '`x-permission`; `public` and `signed-in` are none. A refusal is `{error, code, details}`, and nothing was changed then.',
    'A serial in a path is one percent-encoded segment: `2008%2F20022213`.',
  ].join(' '),
}

/** Adds `/api/openapi.json` and gives the document as a value. Call it when every route is in its place. */
export function describe(app: HospitalApp): () => ApiDocument {
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

const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const

/** One operation of the document. */
export type Operation = {
  readonly verb: (typeof verbs)[number]
  readonly path: string
  readonly permission: string
  readonly tag: string
  readonly summary: string
}

/** Every operation, in the order of the document. */
export const operationsOf = ({ paths = {} }: ApiDocument): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    verbs.flatMap((verb) => {
      const found = item[verb]
      if (found === undefined) return []
      const permission = String((found as Readonly<Record<string, unknown>>)['x-permission'])
      return [{ verb, path, permission, tag: found.tags?.[0] ?? '', summary: found.summary ?? '' }]
    }),
  )
