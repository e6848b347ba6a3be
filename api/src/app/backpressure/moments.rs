//! The last minutes of samples for the console. Reading them does not query the database.

use std::collections::VecDeque;

/// The number of moments kept: five minutes, one a second.
const KEPT: usize = 300;

/// The queue at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Ready jobs of single requests.
    pub interactive: f64,
    /// Ready jobs of batches.
    pub bulk: f64,
    /// Jobs that leave the queue a second.
    pub drain: f64,
}

/// The moments, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Moments(VecDeque<Moment>);

impl Moments {
    /// Adds a moment, and forgets the oldest above [`KEPT`].
    pub fn keep(&mut self, moment: Moment) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(moment);
    }

    /// Returns all moments, oldest first.
    pub fn all(&self) -> Vec<Moment> {
        self.0.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_moment_is_dropped() {
        let mut moments = Moments::default();
        for n in 0..=KEPT {
            moments.keep(Moment { interactive: n as f64, bulk: 0.0, drain: 0.0 });
        }
        let all = moments.all();
        assert_eq!((all.len(), all[0].interactive as usize), (KEPT, 1));
    }
}
