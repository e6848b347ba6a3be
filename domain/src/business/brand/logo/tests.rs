use super::*;

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes()[..], name, content, b"crc0"].concat()
}

fn png(width: u32, height: u32, more: &[u8]) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    [png::SIGNATURE, &chunk(b"IHDR", &head), more, &chunk(b"IDAT", b"x"), &chunk(b"IEND", b"")].concat()
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let sides = [height.to_be_bytes(), width.to_be_bytes()].concat();
    [&b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xdb\x00\x03x\xff\xc2\x00\x0b\x08"[..], &sides, b"\x01\xff\xda"]
        .concat()
}

fn webp(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    [b"RIFF\x00\x00\x00\x00WEBP", &kind[..], &length.to_le_bytes(), content].concat()
}

fn read(bytes: &[u8]) -> Result<(LogoType, u16, u16), InvalidLogo> {
    Logo::read(bytes.to_vec()).map(|logo| (logo.media_type(), logo.width(), logo.height()))
}

#[test]
fn the_type_and_size_are_read_from_the_image() {
    assert_eq!(read(&png(300, 1_024, b"")), Ok((LogoType::Png, 300, 1_024)));
    assert_eq!(read(&jpeg(640, 80)), Ok((LogoType::Jpeg, 640, 80)));
    let lossless = 299_u32 | 79 << 14;
    let lossless = [&[0x2f][..], &lossless.to_le_bytes()].concat();
    assert_eq!(read(&webp(b"VP8L", &lossless)), Ok((LogoType::WebP, 300, 80)));
    assert_eq!(read(&webp(b"VP8 ", b"abc\x9d\x01\x2a\x2c\x41\x50\x80")), Ok((LogoType::WebP, 300, 80)));
    assert_eq!(read(&webp(b"VP8X", b"\x10\0\0\0\x2b\x01\0\x4f\0\0")), Ok((LogoType::WebP, 300, 80)));
}

#[test]
fn other_files_and_oversized_or_animated_images_are_rejected() {
    assert_eq!(read(b""), Err(InvalidLogo::Empty));
    assert_eq!(read(&vec![b' '; MAX_LOGO_BYTES + 1]), Err(InvalidLogo::TooLong));
    for other in ["<svg xmlns='http://www.w3.org/2000/svg'/>", "<html>", "GIF89a", "RIFF\0\0\0\0WAVE"] {
        assert_eq!(read(other.as_bytes()), Err(InvalidLogo::NotAPicture), "{other}");
    }
    assert_eq!(read(&png(1_025, 1, b"")), Err(InvalidLogo::TooLarge));
    assert_eq!(read(&png(1, 70_000, b"")), Err(InvalidLogo::TooLarge));
    assert_eq!(read(&png(0, 1, b"")), Err(InvalidLogo::Broken));
    assert_eq!(read(&jpeg(2_000, 1)), Err(InvalidLogo::TooLarge));
    assert_eq!(read(&png(1, 1, &chunk(b"acTL", b"12345678"))), Err(InvalidLogo::Animated));
    assert_eq!(read(&webp(b"VP8X", b"\x02\0\0\0\x2b\x01\0\x4f\0\0")), Err(InvalidLogo::Animated));
    assert_eq!(read(&webp(b"VP8L", b"\x2e\0\0\0\0")), Err(InvalidLogo::Broken));
}

/// The parser returns, and does not panic, for an image that is cut off anywhere or has any byte changed.
#[test]
fn no_bytes_make_the_parser_panic() {
    let wholes = [png(300, 80, b""), jpeg(300, 80), webp(b"VP8X", b"\x10\0\0\0\x2b\x01\0\x4f\0\0")];
    for whole in wholes {
        for at in 0..whole.len() {
            let _cut = read(&whole[..at]);
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut changed = whole.clone();
                changed[at] = byte;
                let _changed = read(&changed);
            }
        }
    }
}

#[test]
fn the_digest_depends_on_the_business_too() {
    let logo = Logo::read(png(1, 1, b"")).unwrap();
    let (one, two) = (BusinessId::from(uuid::Uuid::from_u128(1)), BusinessId::from(uuid::Uuid::from_u128(2)));
    assert_eq!(logo.digest(one).len(), LOGO_DIGEST_DIGITS);
    assert_eq!(logo.digest(one), logo.digest(one));
    assert_ne!(logo.digest(one), logo.digest(two));
}
