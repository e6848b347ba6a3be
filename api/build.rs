//! Generates the table of the assets that pages load. Assets are compressed here once, so that the program holds and
//! sends them small. Their addresses contain a digest of their content, so that browsers cache them for good.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// The directory of the assets, with a folder for each package.
const ASSETS: &str = "assets";

/// The extensions of files that are served, with their media types. Other files are licences and notes.
const TYPES: [(&str, &str); 3] =
    [("css", "text/css; charset=utf-8"), ("js", "text/javascript; charset=utf-8"), ("svg", "image/svg+xml")];

/// The number of hex digits of the content's digest in an address: enough that no two versions share one.
const DIGITS: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={ASSETS}");
    let out = std::env::var("OUT_DIR")?;
    let mut table = String::new();
    let mut names = Vec::new();
    let mut packages =
        fs::read_dir(ASSETS)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    packages.sort();
    for package in packages.iter().filter(|path| path.is_dir()) {
        for file in fs::read_dir(package)? {
            names.extend(asset(&file?.path(), &out, &mut table)?);
        }
    }
    names.sort();
    writeln!(table, "/// All of them.\npub static ALL: [&Asset; {}] = [{}];", names.len(), names.join(", "))?;
    fs::write(Path::new(&out).join("assets.rs"), table)?;
    Ok(())
}

/// Compresses one file and writes its line of the table. Returns the name in that line, if the file is served.
fn asset(path: &Path, out: &str, table: &mut String) -> Result<Option<String>, Box<dyn Error>> {
    let file = path.file_name().and_then(|name| name.to_str()).ok_or("a name that is no text")?;
    let Some((stem, ending)) = file.rsplit_once('.') else { return Ok(None) };
    let Some((_, media_type)) = TYPES.iter().find(|(known, _)| *known == ending) else { return Ok(None) };
    let bytes = fs::read(path)?;
    let digest = hex::encode(Sha256::digest(&bytes));
    let hash = digest.get(..DIGITS).ok_or("a digest that is too short")?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&bytes)?;
    let packed_path = Path::new(out).join(format!("{file}.gz"));
    fs::write(&packed_path, packed.finish()?)?;
    let name = file.replace(['.', '-'], "_").to_ascii_uppercase();
    writeln!(
        table,
        "/// `{file}`\npub static {name}: Asset = Asset {{ address: \"/assets/{stem}.{hash}.{ending}\", media_type: {media_type:?}, \
         packed: include_bytes!({packed_path:?}) }};"
    )?;
    Ok(Some(format!("&{name}")))
}
