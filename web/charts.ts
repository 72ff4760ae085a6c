/** Charts of a page, drawn from the table beside them; loaded only where there is one. */
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { option, type Charted } from "./charts/option.ts";
import { token } from "./map/settings.ts";

use([BarChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);

function show(box: HTMLElement, name: string): void {
  for (const part of box.querySelectorAll<HTMLElement>("[data-part]")) part.hidden = part.dataset["part"] !== name;
}

function draw(box: HTMLElement): void {
  const told = document.getElementById(box.dataset["chartOf"] ?? "")?.dataset["chart"];
  const charted = JSON.parse(told ?? '{"units":[],"series":[]}') as Charted;
  if (!charted.series.some((each) => each.values.some(Boolean))) {
    show(box, "empty");
    return;
  }
  show(box, "");
  const place = document.createElement("div");
  place.className = "mz-chart-canvas";
  box.append(place);
  const chart = init(place, null, { renderer: "svg", height: box.clientHeight - 8, width: box.clientWidth - 16 });
  chart.setOption(option(charted, token));
  new ResizeObserver(() => chart.resize({ width: box.clientWidth - 16 })).observe(box);
}

for (const box of document.querySelectorAll<HTMLElement>("[data-chart-of]")) {
  try {
    draw(box);
  } catch (error) {
    show(box, "failed");
    console.warn("chart", error);
  }
}
