//! The line of the file on which each item begins.
//!
//! Usually each item begins one line after the previous one, so only the exceptions are stored: an item after a blank
//! line, or after a row with a line break in it.

/// The lines, by item.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// The items at which the distance between index and line changes, with their lines.
    jumps: Vec<(u64, u64)>,
}

impl Lines {
    /// Notes that the item at `index` begins on `line`. Must be called in the order of the items.
    pub(crate) fn note(&mut self, index: u64, line: u64) {
        if self.of(index) != Some(line) {
            self.jumps.push((index, line));
        }
    }

    /// Returns the line on which the item at `index` begins, starting at 1, or `None` for a format without lines.
    pub(crate) fn of(&self, index: u64) -> Option<u64> {
        let behind = self.jumps.partition_point(|(first, _)| *first <= index);
        let (first, line) = self.jumps.get(behind.checked_sub(1)?)?;
        Some(line + (index - first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_jumps_of_line_numbers_are_stored() {
        let mut lines = Lines::default();
        assert_eq!(lines.of(0), None);
        let noted = [(0, 2), (1, 3), (2, 6), (3, 7), (4, 9)];
        for (index, line) in noted {
            lines.note(index, line);
        }
        assert!(noted.iter().all(|(index, line)| lines.of(*index) == Some(*line)));
        assert_eq!(lines.jumps.len(), 3);
    }
}
