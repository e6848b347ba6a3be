use super::*;

fn code(text: &str) -> &'static str {
    dollars_cell(text).expect_err(text).code
}

#[test]
fn dollars_are_read_to_the_cent() {
    for (text, cents) in [
        ("12", 1_200),
        ("12.5", 1_250),
        ("12.50", 1_250),
        ("1234.500", 123_450),
        ("12.5000000000000000000000000", 1_250),
        (" $12.50 ", 1_250),
        ("$ 12.50", 1_250),
        ("0.01", 1),
        ("007.10", 710),
        ("1,234.56", 123_456),
        ("$1,234.5", 123_450),
        ("123,456.000", 12_345_600),
        ("1,000,000", 100_000_000),
        ("1,000,000.00", 100_000_000),
    ] {
        assert_eq!(dollars_cell(text), Ok(cents), "{text}");
    }
}

#[test]
fn unclear_amounts_are_rejected_with_what_to_write() {
    for (text, refused) in [
        ("", "required"),
        (" \u{a0} ", "required"),
        ("-5", "too_small"),
        ("-$5.00", "too_small"),
        ("$-5.00", "too_small"),
        ("(5.00)", "too_small"),
        ("0", "too_small"),
        ("0.00", "too_small"),
        ("1000000.01", "too_large"),
        ("99999999999999999999999999.99", "too_large"),
        ("12.505", "unclear_amount"),
        ("12.5055", "part_of_a_cent"),
        ("0.001", "part_of_a_cent"),
        ("1,5", "decimal_comma"),
        ("12,50", "decimal_comma"),
        ("1.234,56", "decimal_comma"),
        ("1234,567", "decimal_comma"),
        ("0,123", "decimal_comma"),
        ("1,234", "unclear_amount"),
        ("12,34,567", "not_dollars"),
        ("12,34.56", "not_dollars"),
        ("0,123.45", "not_dollars"),
        ("1,2345.00", "not_dollars"),
        ("1,,234.00", "not_dollars"),
        (",234.00", "not_dollars"),
        ("1.234.567", "not_dollars"),
        ("1e3", "not_dollars"),
        ("1.5e3", "not_dollars"),
        ("NaN", "not_dollars"),
        ("inf", "not_dollars"),
        ("+5", "not_dollars"),
        (".50", "not_dollars"),
        ("12.", "not_dollars"),
        ("12.50 USD", "not_dollars"),
        ("€12", "not_dollars"),
        ("$$5", "not_dollars"),
        ("$", "not_dollars"),
        ("-", "not_dollars"),
        ("1 234.00", "not_dollars"),
        ("1'234.00", "not_dollars"),
        ("１２.５０", "not_dollars"),
        ("٣", "not_dollars"),
        ("0x10", "not_dollars"),
    ] {
        assert_eq!(code(text), refused, "{text}");
    }
    let message = |text| dollars_cell(text).expect_err(text).message;
    assert!(message("12,50").contains("write 12.50."), "{}", message("12,50"));
    assert!(message("1.234,56").contains("write 1234.56."), "{}", message("1.234,56"));
    assert!(!message(&"9,5".repeat(20)).contains("9,59"), "a long amount is not repeated");
}

#[test]
fn three_digits_after_a_point_may_be_thousands() {
    for text in ["1.000", "12.500", "$999.999"] {
        assert_eq!(dollars_cell(text).expect_err(text).code, "unclear_amount", "{text}");
    }
    for (text, cents) in [("12.50", 1_250), ("0.500", 50), ("1234.500", 123_450), ("1,234.000", 123_400)] {
        assert_eq!(dollars_cell(text), Ok(cents), "{text}");
    }
}

#[test]
fn printed_amounts_are_read_back() {
    let (least, most) = (Cents::MIN_ALLOCATION.get(), Cents::MAX_ALLOCATION.get());
    for cents in (least..2_000).chain((2_000..most).step_by(9_973)).chain(most - 1_000..=most) {
        let plain = format!("{}.{:02}", cents / 100, cents % 100);
        for text in [Cents::new(cents).to_string(), plain.clone(), format!("${plain}00")] {
            assert_eq!(dollars_cell(&text), Ok(cents), "{text}");
        }
    }
}

/// For every text of up to seven of these characters: an amount that is read is worth exactly what its digits say.
#[test]
fn no_amount_is_rounded() {
    const CHARACTERS: [char; 6] = ['0', '1', '5', '.', ',', '$'];
    let mut read = 0;
    let mut texts = vec![String::new()];
    for _ in 0..7 {
        texts = texts.iter().flat_map(|text| CHARACTERS.map(|more| format!("{text}{more}"))).collect();
        for text in &texts {
            let Ok(cents) = dollars_cell(text) else { continue };
            let plain = text.trim_start_matches('$').replace(',', "");
            let decimals = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
            let digits: i64 = plain.replace('.', "").parse().unwrap();
            assert_eq!(digits * 100, cents * 10_i64.pow(decimals), "{text}");
            read += 1;
        }
    }
    assert!(read > 1_000, "{read}");
}
