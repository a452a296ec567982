import { statusOf } from '#agent/kube/kube-status.ts'
import { cordonPool } from '#agent/pool-edit/cordon-pool.ts'
import { editPool, type PoolSpec } from '#agent/pool-edit/edit-pool.ts'
import { listPools } from '#agent/pool-edit/list-pools.ts'
import type { PoolCluster } from '#agent/pool-edit/read-pools-and-services.ts'
import { Failure, isFailure } from '#domain/failure.ts'
import { type Command, type CommandContext, exitCodes, type OptionDoc, textOption } from '../command.ts'
import { openCluster } from '../compose/agent.ts'
import { poolLines } from '../pool-lines.ts'

const name = { NAME: 'of the IPAddressPool' }
const specOptions = {
  addresses: { value: 'LIST', meaning: 'CIDRs or ranges a-b, with commas between them' },
  'auto-assign': { value: 'on|off', meaning: 'off: only who names the pool or an address gets one' },
  'avoid-buggy-ips': { value: 'on|off', meaning: 'on: no addresses that end in .0 or .255' },
}

interface PoolCommand {
  readonly summary: string
  readonly operands?: Readonly<Record<string, string>>
  readonly options?: Readonly<Record<string, OptionDoc>>
  work(cluster: PoolCluster, context: CommandContext): Promise<void>
}

function poolCommand(verb: string, { work, options = {}, ...docs }: PoolCommand): Command {
  return {
    ...docs,
    name: `agent pool ${verb}`,
    options,
    async run(context) {
      const { agentNamespace, metallbNamespace } = context.settings.agent
      try {
        await work({ client: await openCluster(context), agentNamespace, metallbNamespace }, context)
        return exitCodes.success
      } catch (error) {
        return complained(error, context)
      }
    },
  }
}

/** A refusal is for the person who asked, not for a log; the API server's own words say it best. */
function complained(error: unknown, { complain }: CommandContext): number {
  if (!isFailure(error) || !['POOL_IN_USE', 'NOT_FOUND', 'KUBE_REFUSED'].includes(error.code)) throw error
  complain(`ipgw: ${statusOf(error)?.message || error.message}`)
  return exitCodes.failure
}

/**
 * Pools are edited with the rights of whoever runs this, and never so that somebody loses an address: what would is
 * refused, and the refusal names lease, address and rule.
 */
export const agentPoolCommands: readonly Command[] = [
  poolCommand('list', {
    summary: 'the pools, and how much of them is used',
    options: { json: { meaning: 'print JSON' } },
    async work(cluster, { options, print }) {
      for (const line of poolLines(await listPools(cluster), options.json === true)) print(line)
    },
  }),
  poolCommand('create', {
    summary: 'makes a pool of --addresses',
    operands: name,
    options: specOptions,
    async work(cluster, context) {
      const { addresses = [], ...spec } = specOf(context)
      await editPool(cluster, { kind: 'create', name: nameOf(context), addresses, ...spec })
    },
  }),
  poolCommand('edit', {
    summary: 'changes what is named of a pool; refuses to take an address from who has it',
    operands: name,
    options: specOptions,
    work: (cluster, context) =>
      editPool(cluster, { kind: 'update', name: nameOf(context), ...specOf(context) }),
  }),
  poolCommand('delete', {
    summary: 'deletes a pool; refuses while anybody has an address of it, and for the last one',
    operands: name,
    work: (cluster, context) => editPool(cluster, { kind: 'delete', name: nameOf(context) }),
  }),
  cordonCommand('cordon', 'gives these addresses to nobody new; who has one keeps it'),
  cordonCommand('uncordon', 'lets these addresses be given again'),
]

function cordonCommand(kind: 'cordon' | 'uncordon', summary: string): Command {
  return poolCommand(kind, {
    summary,
    operands: { ...name, ADDRESSES: 'addresses, CIDRs or ranges a-b, with commas between them' },
    async work(cluster, context) {
      const addresses = listOf(context.operands.ADDRESSES ?? '')
      const after = await cordonPool(cluster, { kind, name: nameOf(context), addresses })
      context.print(after === '' ? 'nothing is cordoned' : `cordoned: ${after}`)
    },
  })
}

const nameOf = ({ operands }: CommandContext) => operands.NAME ?? ''

const listOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** What the options name. Throws BAD_USER_INPUT. */
function specOf({ options }: CommandContext): Partial<PoolSpec> {
  const addresses = textOption(options, 'addresses')
  const autoAssign = switchOption(options, 'auto-assign')
  const avoidBuggyIPs = switchOption(options, 'avoid-buggy-ips')
  if (addresses === null && autoAssign === null && avoidBuggyIPs === null)
    throw new Failure(
      'BAD_USER_INPUT',
      'nothing to change: name --addresses, --auto-assign or --avoid-buggy-ips',
    )
  return {
    ...(addresses === null ? {} : { addresses: listOf(addresses) }),
    ...(autoAssign === null ? {} : { autoAssign }),
    ...(avoidBuggyIPs === null ? {} : { avoidBuggyIPs }),
  }
}

function switchOption(options: CommandContext['options'], option: string): boolean | null {
  const text = textOption(options, option)
  if (text !== null && text !== 'on' && text !== 'off')
    throw new Failure('BAD_USER_INPUT', `--${option}=${text}: must be on or off`)
  return text === null ? null : text === 'on'
}
