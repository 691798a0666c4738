import type { IncomingHttpHeaders } from 'node:http'
import type { AuthConfig } from '../config.ts'
import { readDevelopmentViewer } from './development.ts'
import { OidcAuthenticator, type OidcOptions } from './oidc.ts'
import { PassthroughAuthenticator } from './passthrough.ts'
import type { Viewer } from './viewer.ts'

export interface Authenticator {
  /**
   * Says who sent these headers; waits only when a token is seen for the first time.
   * Throws or rejects with a GraphQLError: UNAUTHENTICATED, BAD_USER_INPUT (`development`) or
   * IDENTITY_PROVIDER_UNAVAILABLE (`oidc`, also when the signal fires first).
   */
  authenticate(headers: IncomingHttpHeaders, signal?: AbortSignal): Promise<Viewer> | Viewer
}

export function createAuthenticator(auth: AuthConfig, options?: OidcOptions): Authenticator {
  switch (auth.mode) {
    case 'passthrough':
      return new PassthroughAuthenticator()
    case 'development':
      return { authenticate: readDevelopmentViewer }
    case 'oidc':
      return new OidcAuthenticator(auth, options)
  }
}
