/** Every service name seen in LivePerson's documents and clients. Case-sensitive. */
export const SERVICE_NAMES = [
  'accountConfigReadOnly',
  'accountConfigReadWrite',
  'agentActivityDomain',
  'agentManagerWorkspace',
  'agentVep',
  'asyncMessagingEnt',
  'botConnectorsDomain',
  'engHistDomain',
  'etool',
  'idp',
  'leDataReporting',
  'liveEngageUI',
  'messagingRestApiDomain',
  'msgHist',
  'mtlsGateway',
  'sentinel',
  'smt',
  'swift',
  'visitorFeed',
] as const

export interface BaseUri {
  readonly service: string
  readonly account: string
  /** A bare host, with its port: no scheme, no path. */
  readonly baseURI: string
}

/** One emulator plays every service, so all of them live at the same address. */
export const baseUris = (account: string, authority: string): readonly BaseUri[] =>
  SERVICE_NAMES.map((service) => ({ service, account, baseURI: authority }))

/** The address the caller used, when it names this machine; otherwise the fallback. */
export function authorityOf(hostHeader: string | undefined, fallback: string): string {
  if (hostHeader === undefined || !URL.canParse(`http://${hostHeader}`)) return fallback
  const { hostname } = new URL(`http://${hostHeader}`)
  const isLoopback =
    hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname) || /(^|\.)localhost$/.test(hostname)
  return isLoopback ? hostHeader : fallback
}
