import { type ReactNode, useState } from "react";
import { problemOf } from "@/api/problem";
import { useProblemText } from "@/parts/Problem";

/** Keep what the server said against a form, and show it in the form. */
export function useFault(): { view: ReactNode; tell: (error: unknown) => void; clear: () => void } {
  const problemText = useProblemText();
  const [fault, setFault] = useState<string | null>(null);
  return {
    view: fault && (
      <p role="alert" className="text-critical first-letter:uppercase">
        {fault}
      </p>
    ),
    tell: (error) => setFault([problemText(error), problemOf(error).mend].filter(Boolean).join(" · ")),
    clear: () => setFault(null),
  };
}
