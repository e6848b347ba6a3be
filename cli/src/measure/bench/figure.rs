//! Figures: each is a measurement with its limit and its goal.

pub mod table;

use std::fmt;

use clap::ValueEnum;
use serde::{Serialize, Serializer};

/// The figures that can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Name {
    /// Allocations applied per second, all of one business.
    ApplyHot,
    /// Allocations applied per second, of 100 businesses.
    #[serde(rename = "apply_100")]
    #[value(name = "apply_100")]
    Apply100,
    /// Write-ahead log for applying one allocation.
    WalBytes,
    /// Speed of applying a batch while a snapshot is held for the whole run, relative to the speed without one.
    ApplyPinned,
    /// p99 of finding and taking the jobs of a claim, with 1,000 businesses of which one has nine tenths of the jobs.
    ClaimP99Ms,
    /// The same, while an older snapshot keeps every dead row.
    ClaimPinnedP99Ms,
    /// Speed of two worker processes relative to one, each with one claim at a time; 100 businesses.
    #[serde(rename = "scale_2_workers")]
    #[value(name = "scale_2_workers")]
    Scale2Workers,
    /// The same with four.
    #[serde(rename = "scale_4_workers")]
    #[value(name = "scale_4_workers")]
    Scale4Workers,
    /// Single requests recorded per second over HTTP, from 64 connections.
    AcceptSingle,
    /// Items per second of a batch streamed as NDJSON.
    IntakeNdjson,
    /// Items per second of a batch streamed as CSV.
    IntakeCsv,
    /// Median time of `/payout/create` to 201.
    CreateP50Ms,
    /// p99 time of `/payout/create` to 201.
    CreateP99Ms,
    /// Items per second of a batch over HTTP, each with a reference, from its first byte to the last payment.
    Combined,
    /// Of ten batches in sequence, the speed of the last relative to the second.
    TenBatches,
    /// p95 time of the slowest dashboard page, for a business with a million allocations.
    PagesP95Ms,
    /// Peak memory of the API while it accepts the batch of `combined`, above what it holds idle.
    ApiRssAboveIdleMib,
    /// Peak memory of the worker while it pays the batch of `combined`.
    WorkerRssMib,
    /// p99 time of `/payout/create` to 201, while a batch of the same business is paid.
    CreateBusySameP99Ms,
    /// The same while a batch of another business is paid.
    CreateBusyOtherP99Ms,
    /// p99 time from a single request's acceptance to its payment, beside another business's batch.
    LightWaitP99Ms,
    /// Difference between what one worker pays in 10 s and the throttle of everything.
    ThrottleError,
    /// The same with four workers.
    #[serde(rename = "throttle_error_4_workers")]
    #[value(name = "throttle_error_4_workers")]
    ThrottleError4Workers,
    /// Extra CPU time of the API and the worker for a payment if a tenth of the requests is traced.
    TraceCost,
    /// Responses 201 of `/payout/create` per second, under three times the load that it can handle.
    OverloadSingles,
    /// The same with 202 (`Prefer: respond-async`).
    OverloadAsync,
    /// The same with batches of 1,000 items.
    OverloadBatches,
    /// The same with `/payout/balance`.
    OverloadHash,
    /// p99 time of rejected requests meanwhile: the slowest of the above that are measured.
    OverloadRefusedP99Ms,
    /// From the end of the overload until nothing is rejected: the longest of the above that are measured.
    OverloadRecoveryMs,
}

/// The unit of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Unit {
    /// A number per second. Higher is better.
    #[serde(rename = "1/s")]
    PerSecond,
    /// A factor. Higher is better.
    #[serde(rename = "x")]
    Times,
    /// Bytes. Lower is better.
    #[serde(rename = "B")]
    Bytes,
    /// 1,048,576 bytes. Lower is better.
    #[serde(rename = "MiB")]
    Mebibytes,
    /// Milliseconds. Lower is better.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Per cent. Lower is better.
    #[serde(rename = "%")]
    Percent,
}

/// The goal of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// At least this part of the limit.
    OfLimit(f64),
    /// At least this value.
    AtLeast(f64),
    /// At most this value.
    AtMost(f64),
}

/// One line of the result.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Figure {
    /// The name of the figure.
    pub figure: Name,
    /// What the product achieved.
    pub value: f64,
    /// The unit.
    pub unit: Unit,
    /// What the database alone did in the same run, or the goal if there is no such measurement.
    pub limit: f64,
    /// `value / limit`.
    pub ratio: f64,
    /// The goal. It means little at a small scale.
    pub goal: Goal,
    /// Whether the goal is met.
    pub met: bool,
}

impl Name {
    /// The limit, in words.
    const fn limit(self) -> &'static str {
        match self {
            Self::ApplyHot | Self::Apply100 => {
                "one set-based statement in a loop, the best of 1 and 2 sessions"
            }
            Self::WalBytes => "the same statement",
            Self::Scale2Workers | Self::Scale4Workers => "the same statement from as many sessions",
            Self::AcceptSingle => "one INSERT a commit from 64 connections",
            Self::IntakeNdjson | Self::IntakeCsv => "COPY of the same rows",
            Self::CreateP50Ms | Self::CreateP99Ms => "one INSERT and its commit",
            Self::Combined => "COPY of the same rows while the statement applies them",
            Self::OverloadSingles | Self::OverloadAsync | Self::OverloadBatches | Self::OverloadHash => {
                "the same at its best"
            }
            Self::ClaimP99Ms
            | Self::ApplyPinned
            | Self::TenBatches
            | Self::PagesP95Ms
            | Self::ClaimPinnedP99Ms
            | Self::OverloadRefusedP99Ms
            | Self::OverloadRecoveryMs
            | Self::ApiRssAboveIdleMib
            | Self::WorkerRssMib
            | Self::CreateBusySameP99Ms
            | Self::CreateBusyOtherP99Ms
            | Self::LightWaitP99Ms
            | Self::ThrottleError
            | Self::ThrottleError4Workers
            | Self::TraceCost => "the goal",
        }
    }

    const fn unit(self) -> Unit {
        match self {
            Self::ApplyHot
            | Self::Apply100
            | Self::AcceptSingle
            | Self::IntakeNdjson
            | Self::IntakeCsv
            | Self::OverloadSingles
            | Self::OverloadAsync
            | Self::OverloadBatches
            | Self::OverloadHash
            | Self::Combined => Unit::PerSecond,
            Self::WalBytes => Unit::Bytes,
            Self::Scale2Workers | Self::Scale4Workers | Self::ApplyPinned | Self::TenBatches => Unit::Times,
            Self::ApiRssAboveIdleMib | Self::WorkerRssMib => Unit::Mebibytes,
            Self::ThrottleError | Self::ThrottleError4Workers | Self::TraceCost => Unit::Percent,
            Self::ClaimP99Ms
            | Self::ClaimPinnedP99Ms
            | Self::CreateP50Ms
            | Self::CreateP99Ms
            | Self::CreateBusySameP99Ms
            | Self::CreateBusyOtherP99Ms
            | Self::OverloadRefusedP99Ms
            | Self::OverloadRecoveryMs
            | Self::PagesP95Ms
            | Self::LightWaitP99Ms => Unit::Milliseconds,
        }
    }

    const fn goal(self) -> Goal {
        match self {
            Self::ApplyHot
            | Self::Apply100
            | Self::OverloadSingles
            | Self::OverloadAsync
            | Self::OverloadBatches
            | Self::OverloadHash => Goal::OfLimit(0.8),
            Self::OverloadRefusedP99Ms => Goal::AtMost(100.0),
            Self::OverloadRecoveryMs => Goal::AtMost(5_000.0),
            Self::WalBytes => Goal::AtMost(700.0),
            Self::ClaimP99Ms | Self::CreateP50Ms => Goal::AtMost(5.0),
            Self::ClaimPinnedP99Ms | Self::CreateP99Ms => Goal::AtMost(20.0),
            // Never slower than one worker. It is 1.5 while Postgres has a core to spare, which the limit beside it
            // shows.
            Self::Scale2Workers | Self::Scale4Workers => Goal::AtLeast(1.0),
            Self::ApplyPinned => Goal::AtLeast(0.95),
            Self::TenBatches => Goal::AtLeast(0.9),
            Self::PagesP95Ms => Goal::AtMost(50.0),
            Self::AcceptSingle => Goal::OfLimit(1.0),
            Self::IntakeNdjson | Self::IntakeCsv => Goal::OfLimit(0.5),
            Self::Combined => Goal::OfLimit(0.6),
            Self::ApiRssAboveIdleMib => Goal::AtMost(64.0),
            Self::WorkerRssMib => Goal::AtMost(128.0),
            Self::CreateBusySameP99Ms | Self::CreateBusyOtherP99Ms => Goal::AtMost(250.0),
            Self::LightWaitP99Ms => Goal::AtMost(1_000.0),
            Self::ThrottleError | Self::ThrottleError4Workers => Goal::AtMost(2.0),
            Self::TraceCost => Goal::AtMost(3.0),
        }
    }

    /// Returns the name in `--only` and in JSON.
    pub fn as_text(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

impl Unit {
    const fn as_str(self) -> &'static str {
        match self {
            Self::PerSecond => "1/s",
            Self::Times => "x",
            Self::Bytes => "B",
            Self::Mebibytes => "MiB",
            Self::Milliseconds => "ms",
            Self::Percent => "%",
        }
    }
}

impl Goal {
    const fn bound(self) -> f64 {
        match self {
            Self::OfLimit(bound) | Self::AtLeast(bound) | Self::AtMost(bound) => bound,
        }
    }

    fn is_met(self, value: f64, ratio: f64) -> bool {
        match self {
            Self::OfLimit(least) => ratio >= least,
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OfLimit(least) => write!(f, "ratio >= {least}"),
            Self::AtLeast(least) => write!(f, ">= {least}"),
            Self::AtMost(most) => write!(f, "<= {most}"),
        }
    }
}

impl Serialize for Goal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Figure {
    /// Creates the figure with `value` and its `limit`, or its goal if there is no limit.
    pub fn new(figure: Name, value: f64, limit: Option<f64>) -> Self {
        let (unit, goal) = (figure.unit(), figure.goal());
        let limit = limit.unwrap_or_else(|| goal.bound());
        let ratio = (value / limit * 1_000.0).round() / 1_000.0;
        Self {
            figure,
            value: rounded(value, unit),
            unit,
            limit: rounded(limit, unit),
            ratio,
            goal,
            met: goal.is_met(value, ratio),
        }
    }
}

fn rounded(number: f64, unit: Unit) -> f64 {
    match unit {
        Unit::PerSecond | Unit::Bytes => number.round(),
        Unit::Times | Unit::Mebibytes | Unit::Milliseconds | Unit::Percent => {
            (number * 1_000.0).round() / 1_000.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_one_json_object() {
        let figure = Figure::new(Name::Apply100, 50_000.4, Some(80_000.0));
        assert_eq!(
            serde_json::to_string(&figure).unwrap(),
            r#"{"figure":"apply_100","value":50000.0,"unit":"1/s","limit":80000.0,"ratio":0.625,"goal":"ratio >= 0.8","met":false}"#
        );
        for name in Name::value_variants() {
            assert_eq!(serde_json::to_value(name).unwrap(), name.as_text());
        }
    }

    #[test]
    fn without_a_limit_the_goal_is_the_limit() {
        let met = |name, value| {
            let figure = Figure::new(name, value, None);
            (figure.limit, figure.met)
        };
        assert_eq!(met(Name::LightWaitP99Ms, 1_000.0), (1_000.0, true));
        assert_eq!(met(Name::LightWaitP99Ms, 1_000.5), (1_000.0, false));
        assert!(Figure::new(Name::Scale2Workers, 1.0, Some(1.9)).met);
        assert!(!Figure::new(Name::Scale2Workers, 0.99, Some(0.9)).met);
    }
}
