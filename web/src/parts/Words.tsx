/** A sentence of the server, in which names and commands stand between backticks. */
export function Words({ text }: { text: string }) {
  const parts = text.split(/`([^`\n]+)`/);
  return parts.map((part, at) =>
    at % 2 ? (
      <code key={at} className="font-mono text-[0.95em] [overflow-wrap:anywhere]">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
