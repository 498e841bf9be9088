import type { AlterTableCmd, AlterTableStmt, Constraint, Node } from 'libpg-query'
import { addingDangers } from './columns.ts'
import { type Danger, dangers, type Known } from './danger.ts'

/** What the actions of one ALTER TABLE do to those who work with the table. */
export const alterTableDangers = ({ cmds = [] }: AlterTableStmt, known: Known): readonly Danger[] =>
  cmds.flatMap((node) =>
    'AlterTableCmd' in node ? [...ofAction(node.AlterTableCmd, known), ...ofBehavior(node.AlterTableCmd)] : [],
  )

const ofBehavior = ({ behavior }: AlterTableCmd): readonly Danger[] =>
  behavior === 'DROP_CASCADE' ? [dangers.cascade] : []

type Action = NonNullable<AlterTableCmd['subtype']>

const simple: Partial<Readonly<Record<Action, Danger>>> = {
  AT_SetNotNull: dangers.setNotNull,
  AT_AlterColumnType: dangers.typeChange,
  AT_DropColumn: dangers.dropColumn,
  AT_SetLogged: dangers.logging,
  AT_SetUnLogged: dangers.logging,
  AT_SetTableSpace: dangers.logging,
  AT_SetAccessMethod: dangers.logging,
  AT_AttachPartition: dangers.attach,
  AT_DisableTrigAll: dangers.stillTriggers,
  AT_SetExpression: dangers.computed,
}

function ofAction({ subtype, def, name }: AlterTableCmd, known: Known): readonly Danger[] {
  if (subtype === 'AT_ValidateConstraint') return known.unproven.has(name ?? '') ? [dangers.sameTransaction] : []
  const found = subtype === undefined ? undefined : simple[subtype]
  if (found !== undefined) return [found]
  return def === undefined ? [] : ofSubject(subtype, def, known)
}

/** What is added or taken out stands beside the action. */
function ofSubject(subtype: AlterTableCmd['subtype'], def: Node, known: Known): readonly Danger[] {
  if (subtype === 'AT_AddColumn' && 'ColumnDef' in def) return addingDangers(def.ColumnDef)
  if (subtype === 'AT_AddConstraint' && 'Constraint' in def) return constraintDangers(def.Constraint)
  if (subtype === 'AT_DetachPartition' && 'PartitionCmd' in def)
    return detachDangers(def.PartitionCmd.concurrent === true, known)
  return []
}

function detachDangers(isConcurrent: boolean, { isInTransaction }: Known): readonly Danger[] {
  if (!isConcurrent) return [dangers.detach]
  return isInTransaction ? [dangers.concurrentInside] : []
}

/** What each kind of constraint does when it is added with its proof. */
const proven: Partial<Readonly<Record<NonNullable<Constraint['contype']>, Danger>>> = {
  CONSTR_FOREIGN: dangers.provenReference,
  CONSTR_CHECK: dangers.provenCheck,
  CONSTR_PRIMARY: dangers.uniqueConstraint,
  CONSTR_UNIQUE: dangers.uniqueConstraint,
  CONSTR_EXCLUSION: dangers.exclusion,
  CONSTR_NOTNULL: dangers.setNotNull,
}

/** Without proof, or with an index that is there, it takes no time. */
function constraintDangers({ contype, skip_validation: isUnproven, indexname }: Constraint): readonly Danger[] {
  const found = contype === undefined ? undefined : proven[contype]
  return found === undefined || isUnproven === true || indexname !== undefined ? [] : [found]
}

/** Names of the constraints that an ALTER TABLE adds without proof. */
export const unprovenIn = ({ cmds = [] }: AlterTableStmt): readonly string[] =>
  cmds.flatMap((node) => {
    const def = 'AlterTableCmd' in node ? node.AlterTableCmd.def : undefined
    if (def === undefined || !('Constraint' in def) || def.Constraint.skip_validation !== true) return []
    return def.Constraint.conname === undefined ? [] : [def.Constraint.conname]
  })
