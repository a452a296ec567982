import { openCluster } from './bed.ts'

/** A process that has a cluster and tells where, until somebody ends it. */
const { kubeconfig } = await openCluster({ metallb: '0.16.1', controllerManager: true })
process.send?.(kubeconfig)
