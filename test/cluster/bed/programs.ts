import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { alone } from './build-lock.ts'
import { bedDirectory } from './directory.ts'
import { go, moduleDirectory, requireGo } from './go.ts'
import { type MetallbVersion, metallbVersions } from './versions.ts'

/** The real programs that a cluster consists of, by absolute path. */
export interface Programs {
  /** Starts the others so that they end with whoever wanted them (keeper/main.go). */
  readonly keeper: string
  /** etcd, kube-apiserver and kube-controller-manager in one; the first argument says which. */
  readonly kubernetes: string
  readonly metallb: Readonly<Record<MetallbVersion, MetallbProgram>>
}

export interface MetallbProgram {
  readonly controller: string
  /** A folder of CRDs, YAML. */
  readonly crds: string
}

interface Recipe {
  readonly name: string
  /** Whatever decides what comes out: another stamp is another build. */
  readonly stamp: string
  make(into: string): Promise<void>
}

/** Without symbols: a third smaller, and nobody debugs these. */
const FLAGS = ['-trimpath', '-ldflags=-s -w']

/** Outside of the tree, for it outlives a checkout. IPGW_CLUSTER_CACHE names another place. */
const cache =
  process.env.IPGW_CLUSTER_CACHE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ipgw-cluster')

/** Builds what is not in the cache: minutes at a first time, nothing later. Throws BAD_SETTING without Go. */
export async function buildPrograms(): Promise<Programs> {
  const keeper = await built(ownModule('keeper'))
  const kubernetes = await built(ownModule('kubernetes'))
  const metallb = {} as Record<MetallbVersion, MetallbProgram>
  for (const version of metallbVersions) {
    const place = await built(metallbRecipe(version))
    metallb[version] = { controller: join(place, 'controller'), crds: join(place, 'crds') }
  }
  return { keeper: join(keeper, 'keeper'), kubernetes: join(kubernetes, 'kubernetes'), metallb }
}

/** What stands in the cache is whole: it gets its name only once it is finished. */
async function built(recipe: Recipe): Promise<string> {
  const stamp = createHash('sha256').update(recipe.stamp).digest('hex').slice(0, 16)
  const place = join(cache, `${recipe.name}-${stamp}`)
  if (existsSync(place)) return place
  return alone(`${recipe.name}-${stamp}`, async () => {
    if (existsSync(place)) return place
    await requireGo()
    const unfinished = `${place}.unfinished`
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { recursive: true })
    console.log(`cluster: building ${recipe.name}, once, into ${place}`)
    await recipe.make(unfinished)
    renameSync(unfinished, place)
    return place
  })
}

/** A Go module of ours beside this file. */
function ownModule(name: 'keeper' | 'kubernetes'): Recipe {
  const directory = join(bedDirectory(), name)
  const files = readdirSync(directory).sort()
  return {
    name,
    stamp: files.map((file) => `${file}\n${readFileSync(join(directory, file), 'utf8')}`).join('\n'),
    make: (into) => go({ what: name, directory, args: ['build', ...FLAGS, '-o', join(into, name), '.'] }),
  }
}

function metallbRecipe(version: MetallbVersion): Recipe {
  const module = `go.universe.tf/metallb@v${version}`
  return {
    name: `metallb-${version}`,
    stamp: module,
    async make(into) {
      const args = ['install', ...FLAGS, `go.universe.tf/metallb/controller@v${version}`]
      await go({ what: `MetalLB ${version}`, directory: into, into, args })
      cpSync(join(await moduleDirectory(module), 'config/crd/bases'), join(into, 'crds'), { recursive: true })
    },
  }
}
