/** What each canary must make its gate say. The files stand in `test/canaries/<gate>/`, laid out like the repository. */
export type Canary = { readonly file: string; readonly says: string }

const kernel = 'packages/millwright/src/kernel'
const lint = (file: string, rule: string): Canary => ({ file: `${kernel}/${file}`, says: rule })

export const canaries: Readonly<Record<string, readonly Canary[]>> = {
  types: [
    { file: `${kernel}/wrong-type.ts`, says: 'error TS2322' },
    { file: `${kernel}/unchecked-index.ts`, says: "error TS2322: Type 'string | undefined'" },
    { file: `${kernel}/optional-undefined.ts`, says: 'exactOptionalPropertyTypes' },
    { file: `${kernel}/enumeration.ts`, says: 'error TS1294' },
  ],
  declarations: [{ file: `${kernel}/unnameable-type.ts`, says: 'error TS4094' }],
  lint: [
    lint('explicit-any.ts', 'no-explicit-any'),
    lint('unsafe-argument.ts', 'no-unsafe-argument'),
    lint('unsafe-assignment.ts', 'no-unsafe-assignment'),
    lint('unsafe-call.ts', 'no-unsafe-call'),
    lint('unsafe-member-access.ts', 'no-unsafe-member-access'),
    lint('unsafe-return.ts', 'no-unsafe-return'),
    lint('floating-promise.ts', 'no-floating-promises'),
    lint('misused-promise.ts', 'no-misused-promises'),
    lint('missing-case.ts', 'switch-exhaustiveness-check'),
    lint('guessed-type.ts', 'explicit-module-boundary-types'),
    lint('ring-a.ts', 'no-cycle'),
    lint('long-file.ts', 'max-lines'),
    lint('long-function.ts', 'max-lines-per-function'),
    lint('complex.ts', 'complexity'),
    lint('deep.ts', 'max-depth'),
    lint('many-parameters.ts', 'max-params'),
    lint('default-export.ts', 'no-default-export'),
    lint('stray-output.ts', 'no-console'),
    lint('stray-exit.ts', 'no-process-exit'),
    lint('CamelCase.ts', 'filename-case'),
    lint('leftover-note.ts', 'no-warning-comments'),
    lint('needless-disable.ts', 'Unused'),
  ],
  format: [{ file: `${kernel}/unformatted.ts`, says: 'format' }],
  unused: [
    { file: `${kernel}/nobody-imports-this.ts`, says: '' },
    { file: `${kernel}/half-used.ts`, says: 'neverImported' },
    { file: 'packages/millwright/package.json', says: 'commander' },
  ],
  architecture: [
    { file: `${kernel}/upward.ts`, says: 'kernel must not import schema: it lies above' },
    { file: `${kernel}/upward-type.ts`, says: 'kernel must not import schema: it lies above' },
    { file: 'packages/millwright/src/run/neighbour.ts', says: 'run must not import report: they are neighbours' },
    { file: 'packages/millwright/src/ledger/knows-sqlite.ts', says: 'only actions know a concrete dialect' },
    { file: 'packages/millwright/src/plan/asks-name.ts', says: 'ask for an ability, not for "sqlite"' },
    { file: 'packages/millwright/src/schema/ring-a.ts', says: 'ring of imports' },
    { file: 'packages/millwright/src/helpers/misc.ts', says: 'helpers has no place in the order of layers' },
    { file: 'packages/millwright/src/index.ts', says: 'index.ts only re-exports' },
    { file: 'systems/mill/src/deep.ts', says: 'a system imports only millwright and millwright/testing' },
    { file: 'systems/mill/src/reaches-out.ts', says: 'a system imports nothing outside its own folder' },
  ],
  sizes: [{ file: `${kernel}/long-winded.ts`, says: 'longest' }],
  words: [
    { file: 'docs/host.md', says: 'a registry host' },
    { file: 'docs/tarball.md', says: 'a registry host' },
    { file: 'docs/path.md', says: "a machine's path" },
    { file: 'docs/word.md', says: 'a foreign word' },
    { file: 'docs/outside.md', says: 'a document outside the project' },
  ],
  lock: [{ file: 'package-lock.json', says: 'node_modules/@mill/stone-darwin-arm64 is missing' }],
  publint: [{ file: '', says: 'does not exist' }],
  attw: [{ file: '', says: 'Resolution failed' }],
  tests: [{ file: 'packages/millwright/test/red.test.ts', says: '1 test | 1 failed' }],
}
