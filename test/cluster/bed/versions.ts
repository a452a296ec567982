/** Kubernetes and etcd are pinned in kubernetes/go.mod; MetalLB's lines are: the newest that builds, and what the stock provider pins. */
export const metallbVersions = ['0.16.1', '0.14.9'] as const
export type MetallbVersion = (typeof metallbVersions)[number]

/** The oldest Go that all of the programs accept; MetalLB 0.16.1 asks for it. */
export const OLDEST_GO = [1, 25] as const
