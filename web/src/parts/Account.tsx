import { useAccountName } from "@/app/accounts";

/** An account by its name, with its number as its title; a dash for none. */
export function Account({ number }: { number: string | null }) {
  const name = useAccountName();
  if (!number) return <>—</>;
  const shown = name(number);
  return (
    <span className={`truncate ${shown === number ? "font-mono text-meta" : ""}`} title={number}>
      {shown}
    </span>
  );
}
