"""The parts of the dashboards: kinds of panels, and the two ways to query a metric.

A gauge about the database is read from the leader, because the gauge of another process is out of date. A counter is
summed over all processes. With several cells, each has its own leader and its own line. With one cell, there is no label
`cell`.
"""

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, text, timeseries
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    GraphDrawStyle,
    LegendDisplayMode,
    LegendPlacement,
    StackingMode,
    TooltipDisplayMode,
    SortOrder,
    VisibilityMode,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DataSourceRef,
    Threshold,
    ThresholdsMode,
)

DATASOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")

# A row of a dashboard is 24 wide.
HALF, THIRD, SIXTH = 12, 8, 4


def leader(metric):
    """A gauge of the process that leads."""
    return f"max by (cell) ({metric} and on (job, instance, cell) payout_leader == 1)"


def leader_by(label, metric):
    """Like `leader`, by a label."""
    return f"max by ({label}, cell) ({metric} and on (job, instance, cell) payout_leader == 1)"


def rate(metric, by=""):
    """A counter, per second, over all processes."""
    return f"sum by ({f'{by}, ' if by else ''}cell) (rate({metric}[$__rate_interval]))"


def quantiles(metric, by=""):
    """The median and the 99th percentile of a histogram: (expression, legend)."""
    legend = f"{{{{{by}}}}} " if by else ""
    within = f"le, {by}" if by else "le"
    buckets = rate(f"{metric}_bucket", within)
    return [(f"histogram_quantile({q}, {buckets})", f"{legend}{name}") for q, name in [(0.5, "p50"), (0.99, "p99")]]


def query(ref, expression, legend):
    """A query of a panel. The name of a line ends with its cell."""
    legend = f"{legend} {{{{cell}}}}"
    return prometheus.Dataquery().ref_id(ref).expr(expression).legend_format(legend).datasource(DATASOURCE).range()


def graph(title, description, queries, unit="short", span=THIRD, stacked=False):
    """Lines over time; `queries` are (expression, legend)."""
    panel = (
        timeseries.Panel()
        .title(title)
        .description(description)
        .datasource(DATASOURCE)
        .unit(unit)
        .min(0)
        .span(span)
        .height(8)
        .draw_style(GraphDrawStyle.LINE)
        .line_width(1)
        .fill_opacity(30 if stacked else 8)
        .show_points(VisibilityMode.NEVER)
        .legend(
            common.VizLegendOptions()
            .display_mode(LegendDisplayMode.LIST)
            .placement(LegendPlacement.BOTTOM)
            .show_legend(True)
        )
        .tooltip(common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING))
    )
    if stacked:
        panel = panel.stacking(common.StackingConfig().mode(StackingMode.NORMAL).group("A"))
    for ref, (expression, legend) in zip("ABCDEFGH", queries, strict=False):
        panel = panel.with_target(query(ref, expression, legend))
    return panel


def number(title, description, expression, unit="short", steps=(), least="green"):
    """One number. `steps` are (lowest value, colour) above the colour `least`. Where an alert exists, they use its threshold."""
    colours = [Threshold(value=value, color=colour) for value, colour in [(None, least), *steps]]
    return (
        stat.Panel()
        .title(title)
        .description(description)
        .datasource(DATASOURCE)
        .unit(unit)
        .span(SIXTH)
        .height(4)
        .color_mode(BigValueColorMode.VALUE)
        .graph_mode(BigValueGraphMode.AREA)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).values(False))
        .thresholds(dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(colours))
        .with_target(query("A", expression, title))
    )


def note(title, markdown, height=4):
    """A text across the dashboard."""
    return text.Panel().title(title).content(markdown).mode("markdown").span(24).height(height)


def page(title, uid, description):
    """An empty dashboard with a variable for the data source."""
    return (
        dashboard.Dashboard(title)
        .uid(uid)
        .description(description)
        .tags(["payout"])
        .refresh("30s")
        .time("now-3h", "now")
        .timezone("browser")
        .readonly()
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .with_variable(dashboard.DatasourceVariable("datasource").label("Prometheus").type("prometheus"))
    )


def row(title):
    return dashboard.Row(title)
