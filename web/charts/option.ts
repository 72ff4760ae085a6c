/** From a table's figures to the bars of a chart: from zero, few grid lines, at most two hues. */
import type { EChartsCoreOption } from "echarts/core";

export interface Charted {
  units: string[];
  series: { name: string; values: (number | null)[] }[];
  stacked: boolean;
}

const MOST_NAMES = 14;

/** The shades of a chart: from dark to light and back, so that neighbours differ in grey print too. */
export function shades(count: number, token: (name: string) => string): string[] {
  const own = ["q5", "q3", "q4", "q2", "d0"].map(token);
  return Array.from({ length: count }, (_, at) => own[at % own.length] ?? token("q4"));
}

/** What ECharts is told; `token` gives the colours of the theme. */
export function option(told: Charted, token: (name: string) => string): EChartsCoreOption {
  const text = { color: token("ink-2"), fontSize: 11 };
  const several = told.series.length > 1;
  return {
    animation: false,
    aria: { enabled: true },
    color: shades(told.series.length, token),
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 8, top: several ? 32 : 12, bottom: 4, containLabel: true },
    legend: several ? { type: "plain", top: 0, left: 0, itemWidth: 12, itemHeight: 10, textStyle: text } : { show: false },
    tooltip: { show: false },
    xAxis: {
      type: "category", data: told.units, axisTick: { show: false },
      axisLabel: { ...text, interval: told.units.length > 3 * MOST_NAMES ? "auto" : 0, rotate: told.units.length > MOST_NAMES ? 60 : 0 },
      axisLine: { lineStyle: { color: token("line-3") } },
    },
    yAxis: {
      type: "value", min: 0, splitNumber: 4, axisLabel: text,
      splitLine: { lineStyle: { color: token("line-2") } },
    },
    series: told.series.map((each) => ({
      type: "bar", ...(told.stacked ? { stack: "whole" } : {}), name: each.name, data: each.values, barMaxWidth: 36,
      label: {
        show: !several && told.units.length <= MOST_NAMES, position: "top", ...text,
      },
      itemStyle: { borderColor: token("line-3"), borderWidth: 0.5 },
    })),
  };
}
