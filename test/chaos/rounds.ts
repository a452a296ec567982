/** How much longer than in a change's checks the faults go on: CHAOS_ROUNDS in the environment, 1 where absent. */
export const rounds = Math.max(1, Number(process.env.CHAOS_ROUNDS ?? 1))

/** Time for a test of one round, for all rounds. */
export const roundsMs = (oneRoundMs: number) => oneRoundMs * rounds
