/** Work that goes on after its answer was given; disposing waits for it. */
export interface Background extends AsyncDisposable {
  run(work: Promise<unknown>): void
}

/** Keeps account of work in the background; a failure that nobody handled is told. */
export function startBackground({ passFailed }: { readonly passFailed: (what: string, error: unknown) => void }): Background {
  const underWay = new Set<Promise<unknown>>()
  return {
    run(work) {
      const told = work.catch((error: unknown) => passFailed('background', error)).finally(() => underWay.delete(told))
      underWay.add(told)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(underWay)
    },
  }
}
