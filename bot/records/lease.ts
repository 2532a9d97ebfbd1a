/** The right to poll, deliver and follow, which one instance has at a time. */
export interface Lease {
  /** The instance that has it, or had it last. */
  readonly holder: string
  /** Rises each time that it is taken. What was begun under an older one is no longer its holder's to write. */
  readonly epoch: number
}

/** Who has the lease. It ends by the database's clock, so that the instances' own do not matter. */
export interface LeaseRecords {
  /** `null` when it was never taken. */
  lease(): Promise<Lease | null>
  /** Takes it for so long when nobody has it, or when this holder had it last, and answers the new epoch; `null` while another has it. */
  takeLease(holder: string, forMs: number): Promise<number | null>
  /** Keeps it for so long from now; false when it was taken since. */
  renewLease(epoch: number, forMs: number): Promise<boolean>
  /** Gives it up at once, when it was not taken since. */
  releaseLease(epoch: number): Promise<void>
}
