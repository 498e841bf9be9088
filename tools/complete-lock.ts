/**
 * `node tools/complete-lock.ts [--check]`: names the builds for other systems that the lock file leaves out.
 *
 * A registry that serves only some systems makes `npm install` write a lock file that `npm ci` then refuses
 * ("Missing: …@ from lock file", npm/cli issue 9846). An optional package is enough to itself: its version stands in the
 * package that asks for it, and its system in its name, so the missing entries can be written down.
 */
import { readFileSync, writeFileSync } from 'node:fs'

type Entry = {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly license?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
type Lock = { packages: Record<string, Entry> }
type System = { readonly os?: readonly string[]; readonly cpu?: readonly string[]; readonly libc?: readonly string[] }

const file = 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock
const missing = Object.entries(lock.packages).flatMap(([place, entry]) => missingOf(place, entry))
if (process.argv[2] === '--check') check()
else complete()

function check(): void {
  for (const [place] of missing) console.error(`${file}: ${place} is missing; run \`npm run complete-lock\``)
  console.log(`${Object.keys(lock.packages).length} packages, ${missing.length} missing`)
  process.exitCode = missing.length > 0 ? 1 : 0
}

function complete(): void {
  const packages = [...Object.entries(lock.packages), ...missing].toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`)
  console.log(`${missing.length} packages for other systems added to ${file}`)
}

function missingOf(place: string, parent: Entry): [string, Entry & System][] {
  const wanted = Object.entries(parent.optionalDependencies ?? {})
  const absent = wanted.filter(([name, version]) => !satisfies(lockedVersion(place, name), version))
  return absent.map(([name, version]) => [placeFor(place, name), entryFor(parent, name, version)])
}

function satisfies(locked: string | undefined, version: string): boolean {
  return /^\d/.test(version) ? locked === version : locked !== undefined
}

/** Looks where Node would look: beside the package, then in every folder above it. */
function lockedVersion(place: string, name: string): string | undefined {
  const here = lock.packages[`${place}/node_modules/${name}`] ?? lock.packages[`${folderOf(place)}node_modules/${name}`]
  if (here !== undefined) return here.version
  const above = place.lastIndexOf('/node_modules/')
  return above === -1 ? undefined : lockedVersion(place.slice(0, above), name)
}

/** Beside the package that asks, as npm would, or inside it where another version already stands beside it. */
function placeFor(place: string, name: string): string {
  const beside = `${folderOf(place)}node_modules/${name}`
  return beside in lock.packages ? `${place}/node_modules/${name}` : beside
}

function folderOf(place: string): string {
  const above = place.lastIndexOf('/node_modules/')
  return above === -1 ? '' : `${place.slice(0, above)}/`
}

function entryFor(parent: Entry, name: string, version: string): Entry & System {
  const about = { ...(parent.dev ? { dev: true } : {}), ...(parent.license ? { license: parent.license } : {}) }
  return { version: version.replace(/^[\^~]/, ''), ...systemOf(name), ...about, optional: true }
}

function systemOf(name: string): System {
  const words = name.split(/[/-]/)
  const os = words.find((word) =>
    /^(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)$/.test(word),
  )
  const cpu = words.find((word) => /^(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)$/.test(word))
  if (os === undefined && cpu === undefined) throw new Error(`${name} is missing, and its name does not say its system`)
  return { ...(os ? { os: [os] } : {}), ...(cpu ? { cpu: [cpu] } : {}), ...libcOf(words) }
}

function libcOf(words: readonly string[]): System {
  if (words.some((word) => word.startsWith('musl'))) return { libc: ['musl'] }
  return words.some((word) => word.startsWith('gnu')) ? { libc: ['glibc'] } : {}
}
