import { dirname } from 'node:path'
import { defineProblem } from '../kernel/problem.ts'
import { printable } from '../kernel/text.ts'
import { parseFileName } from './file-name.ts'
import { unsquashedFolder } from './way.ts'

const untouched = 'No database was touched.'
const list = (words: readonly string[]): string => words.map(printable).join(', ')

export const folderMissing = defineProblem('HIST101', 4, (folder: string) => ({
  what: `There is no folder for migrations at ${printable(folder)}.`,
  state: untouched,
  next: 'Type `millwright init` to make it, or correct `migrations` in the configuration.',
}))

export const fileUnreadable = defineProblem('HIST102', 4, (file: string) => ({
  what: `${printable(file)} cannot be read.`,
  state: untouched,
  does: 'Millwright does not go on with a part of the history.',
  next: 'Give this user the right to read the file, or remove it, then repeat the command.',
}))

export const badFileName = defineProblem('HIST103', 4, (file: string) => ({
  what: `${printable(file)} lies among the migrations, but its name is not a migration's name.`,
  state: untouched,
  does: 'Millwright does not guess whether it belongs to the history.',
  next: 'Rename it to `<id>_<name>` with `.sql`, `.ts`, `.js` or `.mjs`, such as `0007_add_warehouse.sql` (the id has letters and digits, at least one digit), or move it elsewhere.',
}))

export const duplicateId = defineProblem('HIST104', 4, (id: string, files: readonly string[]) => ({
  what: `Several migrations have the id ${printable(id)}: ${list(files)}.`,
  state: untouched,
  next: 'Give the one that was never applied another id by renaming its file.',
}))

export const notUtf8 = defineProblem('HIST105', 4, (file: string) => ({
  what: `${printable(file)} is not UTF-8 text.`,
  state: untouched,
  does: 'Millwright does not guess an encoding, because letters in the data could change.',
  next: 'Save the file as UTF-8 and repeat the command.',
}))

export const fileChanged = defineProblem('HIST106', 4, (file: string) => ({
  what: `${printable(file)} was changed while Millwright was working with it.`,
  state: 'Nothing of the changed file was executed.',
  next: 'Finish the edit, then repeat the command.',
}))

export const textBeforeMarker = defineProblem('HIST107', 4, (place: string) => ({
  what: `${printable(place)}: there is SQL before the first \`-- migrate:\` line.`,
  state: untouched,
  does: 'Millwright does not guess in which direction it belongs.',
  next: 'Put `-- migrate:up` on a line of its own above it.',
}))

export const upMissing = defineProblem('HIST108', 4, (file: string) => ({
  what: `${printable(file)} has no \`-- migrate:up\` line.`,
  state: untouched,
  next: 'Put `-- migrate:up` on a line of its own above the statements, and `-- migrate:down` above those that undo them.',
}))

export const sectionTwice = defineProblem('HIST109', 4, (place: string, section: string, first: number) => ({
  what: `${printable(place)}: a second \`-- migrate:${section}\` line; the first is line ${first}.`,
  state: untouched,
  next: 'Join the two sections, or cut the file into two migrations.',
}))

export const unknownMarker = defineProblem('HIST110', 4, (place: string, line: string) => ({
  what: `${printable(place)}: \`${printable(line)}\` is not a line that Millwright knows.`,
  state: untouched,
  does: 'Millwright does not take it for a comment, because a mistyped marker would run the statements below it in the wrong direction.',
  next: 'Write `-- migrate:up` or `-- migrate:down` on a line of its own, with `transaction:false` behind it where needed; word a plain comment differently.',
}))

export const badDirective = defineProblem('HIST111', 4, (place: string, directive: string, allowed: string) => ({
  what: `${printable(place)}: \`${printable(directive)}\` has no value that Millwright knows.`,
  state: untouched,
  next: `Write ${allowed}.`,
}))

export const lateDirective = defineProblem('HIST112', 4, (place: string, directive: string) => ({
  what: `${printable(place)}: \`${printable(directive)}\` stands below the first \`-- migrate:\` line, where it would do nothing.`,
  state: untouched,
  next: 'Move the line to the top of the file.',
}))

export const contradiction = defineProblem('HIST113', 4, (file: string, one: string, other: string) => ({
  what: `${printable(file)} contradicts itself: it has ${one} and ${other}.`,
  state: untouched,
  next: 'Remove one of the two.',
}))

export const neverClosed = defineProblem('HIST114', 4, (place: string, opener: string) => ({
  what: `${printable(place)}: the ${opener} that is opened here is never closed.`,
  state: untouched,
  does: 'Millwright does not cut the file into statements, because everything after it counts as text.',
  next: 'Close it, then repeat the command.',
}))

export const cannotImport = defineProblem('HIST115', 4, (file: string, words: string) => ({
  what: `${printable(file)} cannot be loaded: ${printable(words)}.`,
  state: untouched,
  next: `Correct the file until \`node ${printable(file)}\` ends without an error, then repeat the command.`,
}))

export const notADeclaration = defineProblem('HIST116', 4, (file: string) => ({
  what: `${printable(file)} does not export a migration as its default.`,
  state: untouched,
  next: 'Write `export default defineMigration({ up, down })` or `export default defineMove({ … })`.',
}))

export const badDeclaration = defineProblem('HIST117', 4, (file: string, member: string, allowed: string) => ({
  what: `${printable(file)}: \`${member}\` is not what a migration can have there.`,
  state: untouched,
  next: `Give it ${allowed}.`,
}))

export const hiddenHead = defineProblem('HIST118', 4, (file: string, read: string, found: string) => ({
  what: `${printable(file)} reads as ${read}, but turns out to be ${found} when it is loaded.`,
  state: untouched,
  does: 'Millwright reads kind and parents from the text, without running the file, so both must say the same.',
  next: "Write `parent: '<id>'` or `parents: ['<id>', …]` in words as the first member of the declaration.",
}))

export const unknownParent = defineProblem('HIST120', 4, (file: string, parent: string, meant: string) => ({
  what: `${printable(file)} names the parent ${printable(parent)}, and no migration has that id${meant === '' ? '' : `: it is the name of ${printable(meant)}`}.`,
  state: untouched,
  next:
    meant === ''
      ? 'Bring the missing file back from version control, or name the id of a migration that is there (`millwright history` lists them).'
      : `Write \`parent: ${printable(meant)}\`, which is its id.`,
}))

export const ownParent = defineProblem('HIST121', 4, (file: string) => ({
  what: `${printable(file)} names itself as its parent.`,
  state: untouched,
  next: 'Name the migration that comes before it.',
}))

export const ring = defineProblem('HIST122', 4, (ids: readonly string[]) => ({
  what: `Migrations follow each other in a ring: ${[...ids, ids[0] ?? ''].map(printable).join(' → ')}.`,
  state: untouched,
  does: 'An arrow points to the parent; a migration without a `parent` line follows the file before it.',
  next: 'Correct the `parent` line of one of them.',
}))

export const severalHeads = defineProblem('HIST123', 4, (heads: readonly string[]) => ({
  what: `The history has ${heads.length} heads: ${list(heads)}.`,
  state: untouched,
  does: 'Millwright does not choose between branches.',
  next: `Join them with \`millwright merge ${heads.map(printable).join(' ')}\`, or go to one with \`millwright up ${printable(heads[0] ?? '')}\`.`,
}))

export const unknownTarget = defineProblem('HIST124', 2, (word: string) => ({
  what: `No migration has the id, the name or the file \`${printable(word)}\`.`,
  state: untouched,
  next: 'List the migrations with `millwright history`; `head`, `heads`, `base`, `+1` and `-1` are understood too.',
}))

export const ambiguousTarget = defineProblem('HIST125', 2, (word: string, files: readonly string[]) => ({
  what: `\`${printable(word)}\` could be ${list(files)}.`,
  state: untouched,
  next: 'Write the whole id of the one you mean.',
}))

export const wrongDirection = defineProblem('HIST126', 2, (command: string, word: string, instead: string) => ({
  what: `\`millwright ${command}\` cannot go to \`${printable(word)}\`.`,
  state: untouched,
  next: `Use ${instead}.`,
}))

export const tooFar = defineProblem('HIST127', 2, (word: string, there: string) => ({
  what: `\`${word}\` is further than the history goes: there ${there}.`,
  state: untouched,
  next: 'Look at `millwright status` and give a smaller number.',
}))

export const ambiguousSteps = defineProblem('HIST128', 2, (word: string, candidates: readonly string[]) => ({
  what: `\`${word}\` is not clear, because the history branches there: it could take or leave ${list(candidates)}.`,
  state: untouched,
  next: 'Name the migration to stop at by its id.',
}))

export const targetNotApplied = defineProblem('HIST129', 2, (id: string) => ({
  what: `The database cannot go down to ${printable(id)}, because that migration is not applied.`,
  state: untouched,
  next: 'List what is applied with `millwright status`.',
}))

export const editedMigration = defineProblem('HIST130', 4, (file: string, id: string, sums: readonly string[]) => ({
  what: `${printable(file)} was edited after it was applied: checksum ${sums[1] ?? ''} now, ${sums[0] ?? ''} when it was applied.`,
  state: untouched,
  does: 'Millwright does not run the edited text, and keeps the applied text in the ledger.',
  next: `Restore the file from version control (\`millwright show ${printable(id)} --applied\` prints the applied text) and put the change into a new migration.`,
}))

export const missingMigration = defineProblem('HIST131', 4, (id: string, name: string) => ({
  what: `Migration ${printable(id)} (${printable(name)}) is applied, but its file is missing.`,
  state: untouched,
  does: 'Millwright keeps the applied text in the ledger.',
  next: `Restore the file from version control, or with \`millwright show ${printable(id)} --applied > file\`.`,
}))

export const partlySquashed = defineProblem(
  'HIST132',
  4,
  (file: string, applied: readonly string[], missing: readonly string[]) => {
    const id = parseFileName(file)?.id ?? ''
    const folder = unsquashedFolder(dirname(file), id)
    return {
      what: `${printable(file)} took the place of several migrations, and this database stands in the middle of them: ${list(applied)} applied, ${list(missing)} not, or not as it was.`,
      state: untouched,
      does: 'Millwright runs neither the old nor the new file on it.',
      next: `Take this database past them with the files as they were: \`millwright up ${printable(id)} --migrations ${printable(folder)}\`. After that this history accepts it.`,
    }
  },
)

export const squashedStillThere = defineProblem('HIST133', 4, (file: string, old: string) => ({
  what: `${printable(file)} took the place of ${printable(old)}, which lies beside it.`,
  state: untouched,
  does: 'Millwright does not run the same change twice.',
  next: 'Take one of the two out of the folder.',
}))

export const squashedParent = defineProblem('HIST134', 4, (file: string, parent: string, squash: string) => ({
  what: `${printable(file)} names the parent ${printable(parent)}, which is a part of ${printable(squash)} now.`,
  state: untouched,
  next: `Name ${printable(squash)} as its parent, if it works with what ${printable(squash)} leaves.`,
}))

export const emptyTitle = defineProblem('HIST140', 2, (title: string) => ({
  what: `"${printable(title)}" leaves nothing for the name of a migration.`,
  state: untouched,
  next: 'Say in a few words what it does: `millwright new "add warehouse"`.',
}))

export const fileExists = defineProblem('HIST141', 4, (file: string) => ({
  what: `${printable(file)} exists already.`,
  state: 'It was left as it is.',
  next: 'Repeat the command: it will choose another id.',
}))

export const cannotWrite = defineProblem('HIST142', 4, (file: string, words: string) => ({
  what: `${printable(file)} cannot be written: ${printable(words)}.`,
  state: untouched,
  next: 'Make room, or give this user the right to write there, then repeat the command.',
}))

export const oneParentToMerge = defineProblem('HIST143', 2, (words: readonly string[]) => ({
  what: `A merge joins two heads or more, and this names ${words.length === 0 ? 'none' : list(words)}.`,
  state: untouched,
  next: 'List the heads with `millwright heads`; with one head there is nothing to merge.',
}))
