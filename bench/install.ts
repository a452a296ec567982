import { spawnSync } from 'node:child_process'

/**
 * Whether a program is there; tries to install its Debian package where it is not and we are root. Says in words
 * when it cannot: the bench then leaves out what needs it.
 */
export function ensureProgram(program: string, debianPackage: string): boolean {
  if (isThere(program)) return true
  if (process.getuid?.() === 0 && isThere('apt-get')) {
    console.log(`installing ${debianPackage}`)
    const flags = ['install', '-y', '--no-install-recommends', debianPackage]
    spawnSync('apt-get', flags, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 })
    if (isThere(program)) return true
  }
  console.log(`skipped: ${program} is not installed; install the Debian package ${debianPackage} or its like`)
  return false
}

const isThere = (program: string) =>
  spawnSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' }).status === 0
