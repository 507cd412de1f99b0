import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type PointerEvent, useRef, useState } from "react";
import { get } from "@/api/client";
import { clock, day, number } from "@/i18n/format";
import { Button } from "@/parts/Button";
import type { Range } from "./range";
import type { CallHistogram } from "./types";

interface Props {
  asked: string;
  range: Range;
  onRange: (from: string, to: string) => void;
  isChosen: boolean;
  onClear: () => void;
}

const WIDTH = 1000;
const HEIGHT = 48;

/** How many calls there were over time; dragging over it narrows the time. */
export function Histogram({ asked, range, onRange, isChosen, onClear }: Props) {
  const { t } = useLingui();
  const { data } = useQuery({
    queryKey: ["facets", "calls", "histogram", asked, range],
    queryFn: ({ signal }) => get<CallHistogram>("/calls/histogram", { q: asked, ...range }, signal),
    placeholderData: (before) => before,
    retry: false,
  });
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const frame = useRef<SVGSVGElement>(null);
  if (!data || data.bars.length === 0) return null;
  const { bars } = data;
  const most = Math.max(...bars.map((one) => one.calls), 1);
  const step = WIDTH / bars.length;
  const at = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || box.width === 0) return 0;
    const share = (event.clientX - box.left) / box.width;
    return Math.min(bars.length - 1, Math.max(0, Math.floor(share * bars.length)));
  };
  function end() {
    if (!drag) return;
    const [first, last] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    setDrag(null);
    const [begin, until] = [bars[first], bars[last]];
    if (begin && until)
      onRange(begin.at, new Date(new Date(until.at).getTime() + data!.seconds * 1000).toISOString());
  }
  const text = t`${number(data.total)} calls, ${number(data.failed)} of them failed`;
  return (
    <figure className="border-b px-4 pb-2">
      <figcaption className="mb-1 flex flex-wrap items-center justify-between gap-2 text-meta text-muted">
        <span>
          {day(data.since)} {clock(data.since)} – {day(data.until)} {clock(data.until)}: {text}
        </span>
        {isChosen && (
          <Button look="quiet" onClick={onClear}>
            <Trans>Clear the time</Trans>
          </Button>
        )}
      </figcaption>
      <svg
        ref={frame}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-12 w-full cursor-crosshair touch-none select-none"
        role="img"
        aria-label={text}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: at(event), to: at(event) });
        }}
        onPointerMove={(event) => drag && setDrag({ ...drag, to: at(event) })}
        onPointerUp={end}
      >
        {drag && (
          <rect
            x={Math.min(drag.from, drag.to) * step}
            y="0"
            width={(Math.abs(drag.to - drag.from) + 1) * step}
            height={HEIGHT}
            className="fill-selected"
          />
        )}
        {bars.map((one, index) => {
          const height = one.calls === 0 ? 0 : Math.max(1.5, (one.calls / most) * HEIGHT);
          const failed = (one.failed / Math.max(one.calls, 1)) * height;
          return (
            <g key={one.at}>
              <rect
                x={index * step}
                y={HEIGHT - height}
                width={Math.max(step - 1, 0.5)}
                height={height}
                className="fill-accent/70"
              />
              <rect
                x={index * step}
                y={HEIGHT - failed}
                width={Math.max(step - 1, 0.5)}
                height={failed}
                className="fill-medium"
              />
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
