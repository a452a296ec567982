import { verdictOf } from '../kube/kube-verdict.ts'

/** MetalLB writes the status of pools as addresses come and go; somebody else may edit them too. */
const MAX_ATTEMPTS = 5

/** Reads, judges and writes once more where what was read had changed before the write; throws what else it throws. */
export async function retryConflicts<T>(once: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once()
    } catch (error) {
      if (verdictOf(error) !== 'conflict' || attempt === MAX_ATTEMPTS) throw error
    }
  }
}
