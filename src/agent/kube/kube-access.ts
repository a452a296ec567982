/** How one API server is reached, and as whom. */
export interface KubeAccess {
  /** Base URL, http or https; its path is kept in front of every path. */
  readonly server: string
  readonly tls: KubeTls
  /**
   * The value of the Authorization header, or null where a client certificate does. `again`: the last one was refused
   * with 401, so it is read anew. Throws KUBE_UNAVAILABLE when it cannot be read.
   */
  authorization(again: boolean): Promise<string | null>
  /** The namespace that this process runs in or its kubeconfig names; null: neither says. */
  readonly namespace: string | null
}

/** PEM texts; absent: what Node trusts, no client certificate. */
export interface KubeTls {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  /** The name that the server's certificate must carry, where it is not the URL's. */
  readonly servername?: string
  /** False: any certificate will do. */
  readonly rejectUnauthorized?: false
}
