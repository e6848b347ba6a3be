//! The settings of traces. The names are OpenTelemetry's own; its exporter reads `OTEL_EXPORTER_OTLP_HEADERS` and
//! `OTEL_EXPORTER_OTLP_TIMEOUT`.

use url::Url;

/// The default share of requests that are traced.
const RATIO: f64 = 0.1;

/// The settings of traces.
#[derive(Debug, Clone, clap::Args)]
pub struct Settings {
    /// Where traces are sent, with OTLP over HTTP: http://collector:4318. If not set, no traces are sent.
    /// OTEL_EXPORTER_OTLP_HEADERS holds headers that the collector requires.
    #[arg(long = "otlp-endpoint", value_name = "URL", env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_parser = endpoint)]
    pub endpoint: Option<Url>,

    /// The share of requests that are traced, from 0 to 1. It must be the same for all processes, or traces have gaps.
    /// A higher share costs more CPU time.
    #[arg(long = "trace-ratio", value_name = "SHARE", env = "OTEL_TRACES_SAMPLER_ARG", default_value_t = RATIO, value_parser = ratio)]
    pub ratio: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { endpoint: None, ratio: RATIO }
    }
}

fn endpoint(text: &str) -> Result<Url, String> {
    let cure = "write the collector's address, such as http://127.0.0.1:4318 (its gRPC port is another)";
    let url = Url::parse(text).map_err(|wrong| format!("{wrong}; {cure}"))?;
    if matches!(url.scheme(), "http" | "https") {
        Ok(url)
    } else {
        Err(format!("neither http nor https; {cure}"))
    }
}

fn ratio(text: &str) -> Result<f64, String> {
    let ratio: f64 = text.parse().map_err(|_| "write a share from 0 to 1, such as 0.1".to_owned())?;
    if (0.0..=1.0).contains(&ratio) {
        Ok(ratio)
    } else {
        Err("write a share from 0 to 1, such as 0.1".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_endpoints_and_ratios_are_rejected() {
        assert!(endpoint("http://127.0.0.1:4318").is_ok());
        for wrong in ["", "127.0.0.1:4318", "collector", "grpc://collector:4317"] {
            assert!(endpoint(wrong).is_err(), "{wrong}");
        }
        assert_eq!(ratio("0.25"), Ok(0.25));
        for wrong in ["", "-0.1", "1.1", "10%", "NaN", "inf"] {
            assert!(ratio(wrong).is_err(), "{wrong}");
        }
    }
}
