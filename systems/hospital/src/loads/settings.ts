import type { LoadSpec, MoveBuilder, RowInput } from 'millwright'
import { standardRoles } from '../domain/settings.ts'
import type { Shaped } from '../domain/shape.ts'
import type { Facts } from './params.ts'
import { noteOf } from './registers.ts'
import { existingBy } from './rules.ts'
import { type Part, settingsPart } from './settings-source.ts'

type Spec = Pick<LoadSpec<Shaped<RowInput>>, 'to' | 'key' | 'ignore'>

const load = (m: MoveBuilder, facts: Facts, { part, ...spec }: Spec & { readonly part: Part<RowInput> }): string =>
  m.load<Shaped<RowInput>>(part.name, {
    ...spec,
    from: settingsPart(facts, part),
    map: ({ row, issues }, about) => {
      for (const issue of issues) about.note(noteOf(issue))
      return row
    },
    existing: existingBy(facts.policies),
    minRecords: 0,
  })

/** Every setting; what the file leaves out has its default. */
export const loadSettings = (m: MoveBuilder, facts: Facts): string =>
  load(m, facts, {
    to: 'settings',
    key: ['key'],
    ignore: ['updated_at', 'updated_by'],
    part: {
      name: 'settings',
      rowsOf: ({ settings }) =>
        settings.map(({ key, value }) => ({
          path: [key],
          row: { key, value, updated_at: facts.startedAt, updated_by: null },
        })),
    },
  })

const standardNames: readonly string[] = Object.keys(standardRoles)
const standardPermissions = standardRoles.Admin

/** Numbers as the migration of the side tables gives them; names of the file's own come after. */
const numbered = (standard: readonly string[], given: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...new Set([...standard, ...given])].map((name, at) => [name, at + 1]))

/** The roles of the file. The three standard ones are there already and stay as they are. */
export const loadRoles = (m: MoveBuilder, facts: Facts): string =>
  load(m, facts, {
    to: 'roles',
    key: ['name'],
    part: {
      name: 'roles',
      rowsOf: ({ roles }) => {
        const ids = numbered(standardNames, roles)
        return roles.map((name) => ({ path: ['roles', name], row: { id: ids.get(name) ?? 0, name } }))
      },
    },
  })

/** Permissions that the file names; unknown ones are kept, with a note. */
export const loadPermissions = (m: MoveBuilder, facts: Facts): string =>
  load(m, facts, {
    to: 'permissions',
    key: ['name'],
    part: {
      name: 'permissions',
      rowsOf: ({ rolePermissions }) => {
        const names = [...new Set(rolePermissions.map(({ permission }) => permission))]
        const ids = numbered(standardPermissions, names)
        return names.map((name) => ({ path: ['none'], row: { id: ids.get(name) ?? 0, name } }))
      },
    },
  })

/** Which role may do what. */
export const loadGrants = (m: MoveBuilder, facts: Facts): string =>
  load(m, facts, {
    to: 'role_permissions',
    key: ['role_id', 'permission_id'],
    part: {
      name: 'permissions of roles',
      rowsOf: ({ roles, rolePermissions }) => {
        const roleIds = numbered(standardNames, roles)
        const ids = numbered(
          standardPermissions,
          rolePermissions.map(({ permission }) => permission),
        )
        return rolePermissions.map(({ role, permission }) => ({
          path: ['none'],
          row: { role_id: roleIds.get(role) ?? 0, permission_id: ids.get(permission) ?? 0 },
        }))
      },
    },
  })

/** Users. A recognised password hash is kept; a password in clear text is not, and must be set anew. */
export const loadUsers = (m: MoveBuilder, facts: Facts): string =>
  load(m, facts, {
    to: 'users',
    key: ['username'],
    part: {
      name: 'users',
      rowsOf: ({ users, roles }) => {
        const roleIds = numbered(standardNames, roles)
        return users.map(({ role, ...user }, at) => ({
          path: ['users', String(at)],
          row: { ...user, role_id: roleIds.get(role) ?? 0 },
        }))
      },
    },
  })
