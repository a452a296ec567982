import type { Executor } from '../operation-request.ts'
import type { Admission } from './admission.ts'

/** Lets in as many operations as the database can answer in time. Throws OVERLOADED for the others. */
export const admittedExecutor = (admission: Admission, executor: Executor): Executor => ({
  execute: (request) => admission.run(() => executor.execute(request)),
})
