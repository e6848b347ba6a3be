//! A chart of the last minutes, drawn as SVG. Each series is one path, which needs neither a script nor a library and
//! complies with the content security policy.

use maud::{Markup, html};

use crate::pages::pieces::count;

/// The size of the drawing in SVG units. The page stretches the drawing.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 80.0;

/// The fewest points that make a line.
const FEWEST: usize = 2;

/// One value a second, the newest last.
#[derive(Debug)]
pub struct Series {
    /// The name in the legend.
    pub name: &'static str,
    /// The CSS class that sets its colour.
    pub class: &'static str,
    /// The values.
    pub points: Vec<f64>,
}

/// Draws the series, stacked in their order.
pub fn chart(title: &str, series: &[Series]) -> Markup {
    let seconds = series.first().map_or(0, |one| one.points.len());
    let mut sums = vec![0.0; seconds];
    let mut edges = Vec::with_capacity(series.len());
    for one in series {
        for (sum, point) in sums.iter_mut().zip(&one.points) {
            *sum += point;
        }
        edges.push((one, sums.clone()));
    }
    let most = sums.iter().copied().fold(1.0, f64::max);
    let newest = sums.last().copied().unwrap_or(0.0);
    let said = format!(
        "{title} over the last {seconds} s: now {}, at most {}",
        count(newest.round() as i64),
        count(most.round() as i64)
    );
    html! {
        figure.chart {
            figcaption { (title) " " small { "at most " (count(most.round() as i64)) } }
            @if seconds < FEWEST { p { "A chart begins with the second sample." } }
            @else {
                svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" role="img" aria-label=(said) {
                    // The highest edge comes first: each later area covers the part below its own edge.
                    @for (one, edge) in edges.iter().rev() { path class=(one.class) d=(area(edge, most)) {} }
                }
            }
            @if series.len() > 1 {
                small { @for one in series { span.key { span class={ "dot " (one.class) } {} (one.name) } } }
            }
        }
    }
}

/// The path of the area below an edge.
fn area(edge: &[f64], most: f64) -> String {
    let step = WIDTH / (edge.len() - 1) as f64;
    let mut path = format!("M0 {HEIGHT}");
    for (place, value) in edge.iter().enumerate() {
        path.push_str(&format!("L{:.1} {:.1}", place as f64 * step, HEIGHT - value / most * HEIGHT));
    }
    path + &format!("L{WIDTH} {HEIGHT}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_stacked_and_described() {
        let series = [
            Series { name: "Batches", class: "bulk", points: vec![0.0, 10.0, 30.0] },
            Series { name: "Single", class: "interactive", points: vec![0.0, 10.0, 10.0] },
        ];
        let drawn = chart("Ready", &series).into_string();
        assert!(drawn.contains("Ready over the last 3 s: now 40, at most 40"), "{drawn}");
        assert!(drawn.contains("M0 80L0.0 80.0L150.0 40.0L300.0 0.0L300 80Z"), "{drawn}");
        assert!(drawn.contains("M0 80L0.0 80.0L150.0 60.0L300.0 20.0L300 80Z"), "{drawn}");
        assert!(chart("Ready", &[]).into_string().contains("second sample"));
    }
}
