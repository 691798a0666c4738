/** An account that the emulator plays, with the app installed in it. */
export interface EmulatorAccount {
  readonly accountId: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Who may log in to every account, as its administrator. */
export interface EmulatorUser {
  readonly username: string
  readonly password: string
}

/** Digits only: LivePerson's own clients send accounts whose name starts with "le" elsewhere. */
export const DEFAULT_ACCOUNT: EmulatorAccount = {
  accountId: '12345678',
  clientId: '5f0ae1cc-7c0c-4a86-8a53-2f5a27a8a6f4',
  clientSecret: 'emulated-client-secret',
}

export const DEFAULT_USER: EmulatorUser = {
  username: 'admin@example.com',
  password: 'emulated-password',
}
