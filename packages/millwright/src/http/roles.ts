/** From the least to the most: each may do what those before it may. */
export const roles = ['viewer', 'operator', 'approver', 'admin'] as const
export type Role = (typeof roles)[number]

/** What a route asks of whoever calls it. */
export const permissions = ['read', 'operate', 'approve', 'administer'] as const
export type Permission = (typeof permissions)[number]

/** The one place where it is decided who may do what. */
export const may = (role: Role, permission: Permission): boolean =>
  roles.indexOf(role) >= permissions.indexOf(permission)
