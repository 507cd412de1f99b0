import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import type { Right } from "@/api/types";
import { useRight } from "@/app/me";

export type Look = "plain" | "main" | "quiet" | "danger";

export const LOOKS: Record<Look, string> = {
  plain: "border border-line bg-panel text-ink hover:bg-hover",
  main: "border border-transparent bg-accent text-on-accent hover:opacity-90",
  quiet: "border border-transparent text-ink hover:bg-hover",
  danger: "border border-critical/40 bg-panel text-critical hover:bg-critical-fill",
};
const SHAPE =
  "inline-flex min-h-7 shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md px-2.5 text-body transition-colors select-none aria-disabled:cursor-not-allowed aria-disabled:opacity-55 disabled:cursor-not-allowed disabled:opacity-55";

/** Return the classes of a button, for links that look like one. */
export function buttonLook(look: Look = "plain", square = false): string {
  return `${SHAPE} ${LOOKS[look]} ${square ? "w-7 !px-0" : ""}`;
}

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  icon?: ReactNode;
  /** The right that it takes; whoever lacks it sees the button, and why it does nothing. */
  right?: Right;
  /** Whether it takes the right for all accounts. */
  everywhere?: boolean;
  /** Why it does nothing now, for a reason other than rights. */
  blocked?: string | null;
  ref?: Ref<HTMLButtonElement>;
}

/** A button. With an icon alone it needs an `aria-label`. */
export function Button({
  look,
  icon,
  right,
  everywhere,
  blocked,
  children,
  className,
  title,
  onClick,
  ...rest
}: Props) {
  const lacking = useRight(right, everywhere);
  const why = lacking ?? blocked ?? null;
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={why ? true : rest["aria-disabled"]}
      title={why ?? title ?? (children ? undefined : rest["aria-label"])}
      onClick={why ? (event) => event.preventDefault() : onClick}
      className={`${buttonLook(look, !children)} ${className ?? ""}`}
    >
      {icon}
      {children}
    </button>
  );
}
