const draw = (path: string) => () => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <path d={path} />
  </svg>
)

/** An arrow to the left. */
export const BackIcon = draw('M11.5 4.5 6 10l5.5 5.5')
/** An arrow in a circle. */
export const RefreshIcon = draw('M15.5 10A5.5 5.5 0 1 1 13.6 5.8M13.8 2.6v3.5h-3.5')
/** A magnifying glass. */
export const SearchIcon = draw('M12.7 12.7 17 17M13.5 8.75a4.75 4.75 0 1 1-9.5 0 4.75 4.75 0 0 1 9.5 0Z')
/** Two sheets. */
export const CopyIcon = draw(
  'M7.5 3.5h6a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5h-6A1.5 1.5 0 0 1 6 13V5a1.5 1.5 0 0 1 1.5-1.5ZM12.5 17H6a2.5 2.5 0 0 1-2.5-2.5V6.5',
)
/** A hook: done. */
export const DoneIcon = draw('m4.5 10.5 3.5 3.5 7.5-8')
/** An arrow out of a box: leads out of Teams. */
export const OutIcon = draw('M9 4.5H5.5a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1V11M12 4h4v4M15.5 4.5 10 10')
