/** The shape of what is about to come. */
export function Skeleton({ rows }: { readonly rows: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Reading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="bone">
          <span />
          <span />
          <span />
        </div>
      ))}
    </div>
  )
}
