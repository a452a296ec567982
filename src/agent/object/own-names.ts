/** What is ours on objects begins with this; it is also the API group of our own kind. */
export const ownPrefix = 'ipgw.akash.network'

export const anchorLabel = `${ownPrefix}/anchor`
export const stateLabel = `${ownPrefix}/state`
export const cordonAnnotation = `${ownPrefix}/cordon`
