/** How far something is, from 0 to 1; null where nobody knows. */
export function Bar({ part, label }: { part: number | null; label: string }) {
  const percent = part === null ? null : Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      className="h-1.5 w-full overflow-hidden rounded-full bg-info-fill"
    >
      {percent === null ? (
        <div className="h-full w-full animate-pulse bg-accent opacity-50" />
      ) : (
        <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
      )}
    </div>
  );
}
