/** Rows that are still to come. They show after 150 ms, so that what is fast does not flicker. */
export function Skeleton({ rows = 4, height = 20 }: { rows?: number; height?: number }) {
  return (
    <div aria-hidden="true" className="space-y-2 p-4">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="skeleton" style={{ height, width: `${96 - ((at * 17) % 40)}%` }} />
      ))}
    </div>
  );
}
