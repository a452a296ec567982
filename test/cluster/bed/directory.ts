import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const OWN = 'test/cluster/bed'

/** Where the Go modules and objects of this folder lie, also for code that was bundled into `dist`. */
export function bedDirectory(from: string = import.meta.dirname): string {
  const here = join(from, OWN)
  if (existsSync(join(here, 'kubernetes', 'go.mod'))) return here
  if (dirname(from) === from) throw new TypeError(`${OWN} is above no folder of ${import.meta.dirname}`)
  return bedDirectory(dirname(from))
}
