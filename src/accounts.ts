import type { Account } from './config.ts'
import type { AccountId } from './ids.ts'

export type AccountChoice =
  | { readonly ok: true; readonly account: Account }
  /** What was expected instead. */
  | { readonly ok: false; readonly message: string }

/** The accounts this gateway serves. No other is ever called. */
export class Accounts {
  readonly #byId: ReadonlyMap<string, Account>
  /** Absent where there are several. */
  readonly #only: Account | undefined

  constructor(accounts: readonly Account[]) {
    this.#byId = new Map(accounts.map((account) => [account.accountId, account]))
    this.#only = this.#byId.size === 1 ? this.list()[0] : undefined
  }

  get size(): number {
    return this.#byId.size
  }

  get(accountId: AccountId): Account | undefined {
    return this.#byId.get(accountId)
  }

  list(): readonly Account[] {
    return [...this.#byId.values()]
  }

  /** The account a caller wants; the only one there is when they do not say. */
  choose(wanted: string | null | undefined): AccountChoice {
    if (wanted === undefined || wanted === null) {
      return this.#only
        ? { ok: true, account: this.#only }
        : { ok: false, message: 'expected an accountId: this gateway serves several accounts' }
    }
    const account = this.#byId.get(wanted)
    return account === undefined
      ? { ok: false, message: 'expected an account that this gateway is configured for' }
      : { ok: true, account }
  }
}
