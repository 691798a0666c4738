/** Whether a host (with or without a port) names this machine. */
export function isLoopbackHost(host: string): boolean {
  const { hostname } = new URL(`http://${host}`)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

/** A bare host, as the Domain API gives it: no scheme, no path, no user. */
export function isBareHost(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i.test(value) &&
    URL.canParse(`http://${value}`)
  )
}

/** @param patterns exact hosts, or `*.suffix` for every host below a domain */
export function isAllowedHost(host: string, patterns: readonly string[]): boolean {
  const { hostname } = new URL(`http://${host}`)
  return patterns.some((pattern) =>
    pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern,
  )
}
