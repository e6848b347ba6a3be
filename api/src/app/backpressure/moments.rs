//! The last minutes of the samples, for whoever watches: reading them asks the database nothing.

use std::collections::VecDeque;

/// How many are kept: five minutes of one a second.
const KEPT: usize = 300;

/// What was sampled at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Jobs of single requests that are ready.
    pub interactive: f64,
    /// Jobs of batches that are ready.
    pub bulk: f64,
    /// Jobs a second that leave the queue.
    pub drain: f64,
}

/// The moments, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Moments(VecDeque<Moment>);

impl Moments {
    /// Keeps one more, and forgets the oldest past [`KEPT`].
    pub fn keep(&mut self, moment: Moment) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(moment);
    }

    /// All that are kept.
    pub fn all(&self) -> Vec<Moment> {
        self.0.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten() {
        let mut moments = Moments::default();
        for n in 0..=KEPT {
            moments.keep(Moment { interactive: n as f64, bulk: 0.0, drain: 0.0 });
        }
        let all = moments.all();
        assert_eq!((all.len(), all[0].interactive as usize), (KEPT, 1));
    }
}
