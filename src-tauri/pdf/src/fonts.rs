//! The fonts: Source Serif 4 and Inter, which the program brings, then Libertinus and DejaVu Sans Mono, which typst brings, then those of
//! the machine. The machine's are looked for only when a text has a letter that none of the others has, so that all other texts come
//! out the same everywhere.

use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

/// A family in pieces, each with the letters of some languages: typst looks for a letter in one piece after another.
macro_rules! pieces {
    ($($family:literal: $($file:literal),+);+ $(;)?) => {
        [$($(($family, include_bytes!(concat!("../fonts/", $file, ".ttf")).as_slice())),+),+]
    };
}

const OURS: [(&str, &[u8]); 12] = pieces! {
    "Source Serif 4": "source-serif-4-latin-normal", "source-serif-4-latin-italic";
    "Source Serif 4 Extended": "source-serif-4-latin-ext-normal", "source-serif-4-latin-ext-italic";
    "Source Serif 4 Greek": "source-serif-4-greek-normal", "source-serif-4-greek-italic";
    "Source Serif 4 Cyrillic": "source-serif-4-cyrillic-normal", "source-serif-4-cyrillic-italic";
    "Inter": "inter-latin-normal";
    "Inter Extended": "inter-latin-ext-normal";
    "Inter Greek": "inter-greek-normal";
    "Inter Cyrillic": "inter-cyrillic-normal";
};

/// What running text is set in, first choice first.
pub(crate) const SERIF: [&str; 5] =
    ["Source Serif 4", "Source Serif 4 Extended", "Source Serif 4 Greek", "Source Serif 4 Cyrillic", "Libertinus Serif"];
/// What marks and small lines are set in.
pub(crate) const SANS: [&str; 5] = ["Inter", "Inter Extended", "Inter Greek", "Inter Cyrillic", "Libertinus Serif"];
/// What code is set in.
pub(crate) const MONO: [&str; 2] = ["DejaVu Sans Mono", "Inter"];

/// Families of the three systems for what the fonts above lack, by language; of Chinese characters each language has its own forms.
const BY_LANGUAGE: [(&str, &[&str]); 7] = [
    ("ar", ARABIC),
    ("fa", ARABIC),
    ("ur", ARABIC),
    ("he", &["Noto Serif Hebrew", "David", "Arial Hebrew"]),
    ("ja", &["Noto Serif CJK JP", "Noto Sans CJK JP", "Hiragino Mincho ProN", "Yu Mincho", "MS Mincho", "IPAMincho", "IPAGothic"]),
    ("zh", &["Noto Serif CJK SC", "Noto Sans CJK SC", "Songti SC", "SimSun", "WenQuanYi Zen Hei"]),
    ("ko", &["Noto Serif CJK KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Batang", "Malgun Gothic"]),
];
const ARABIC: &[&str] = &["Noto Naskh Arabic", "Amiri", "Noto Sans Arabic", "Geeza Pro", "Traditional Arabic", "Segoe UI"];

/// Fonts as typst asks for them: by their place in the book.
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    slots: Vec<Slot>,
}

enum Slot {
    Here(Font),
    OnDisk { path: PathBuf, index: u32, font: OnceLock<Option<Font>> },
}

impl Fonts {
    /// What the program brings.
    pub(crate) fn bundled() -> &'static Self {
        static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
            let (mut book, mut slots) = (FontBook::new(), Vec::new());
            bring(&mut book, &mut slots);
            Fonts { book: LazyHash::new(book), slots }
        });
        &FONTS
    }

    /// What the program brings, and the machine's behind it.
    pub(crate) fn all() -> &'static Self {
        static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
            let (mut book, mut slots) = (FontBook::new(), Vec::new());
            bring(&mut book, &mut slots);
            for (path, index, info) in folders().iter().flat_map(|folder| of_folder(folder)) {
                book.push(info);
                slots.push(Slot::OnDisk { path, index, font: OnceLock::new() });
            }
            Fonts { book: LazyHash::new(book), slots }
        });
        &FONTS
    }

    /// The font at a place of the book; none if its file has gone.
    pub(crate) fn font(&self, at: usize) -> Option<Font> {
        match self.slots.get(at)? {
            Slot::Here(font) => Some(font.clone()),
            Slot::OnDisk { path, index, font } => font.get_or_init(|| Font::new(Bytes::new(std::fs::read(path).ok()?), *index)).clone(),
        }
    }

    /// Whether some font has the character; whether one for running text has it, of which code's is none.
    pub(crate) fn have(&self, c: char, for_words: bool) -> bool {
        let infos = (0..self.slots.len()).filter_map(|at| self.book.info(at));
        infos.filter(|info| !for_words || info.family != MONO[0]).any(|info| info.coverage.contains(u32::from(c)))
    }

    /// The families for a language: the usual ones, then what this machine has of those that the language is best set in.
    pub(crate) fn families(&self, usual: &[&'static str], language: &str) -> Vec<&'static str> {
        let here = |family: &&&'static str| self.book.contains_family(&family.to_lowercase());
        let own = BY_LANGUAGE.iter().filter(|(tag, _)| *tag == language).flat_map(|(_, families)| families.iter()).filter(here);
        usual.iter().chain(own).copied().collect()
    }
}

fn bring(book: &mut FontBook, slots: &mut Vec<Slot>) {
    for (family, bytes) in OURS {
        if let Some(font) = Font::new(Bytes::new(bytes), 0) {
            book.push(FontInfo { family: family.to_owned(), ..font.info().clone() });
            slots.push(Slot::Here(font));
        }
    }
    for font in typst_assets::fonts().flat_map(|bytes| Font::iter(Bytes::new(bytes))) {
        if ["Libertinus Serif", "DejaVu Sans Mono"].contains(&font.info().family.as_str()) {
            book.push(font.info().clone());
            slots.push(Slot::Here(font));
        }
    }
}

/// Where the three systems keep fonts.
fn folders() -> Vec<PathBuf> {
    let home = |tail: &str| std::env::var_os("HOME").map(|home| Path::new(&home).join(tail));
    let within = |variable: &str, tail: &str| std::env::var_os(variable).map(|folder| Path::new(&folder).join(tail));
    if cfg!(windows) {
        [within("WINDIR", "Fonts"), within("LOCALAPPDATA", "Microsoft/Windows/Fonts")].into_iter().flatten().collect()
    } else if cfg!(target_os = "macos") {
        let system = ["/System/Library/Fonts", "/Library/Fonts"].map(PathBuf::from);
        system.into_iter().chain(home("Library/Fonts")).collect()
    } else {
        let system = ["/usr/share/fonts", "/usr/local/share/fonts"].map(PathBuf::from);
        system.into_iter().chain(home(".local/share/fonts")).chain(home(".fonts")).collect()
    }
}

/// The fonts of a folder, always in the same order. A file that is none, or a damaged one, is passed over.
fn of_folder(folder: &Path) -> Vec<(PathBuf, u32, FontInfo)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let fonts = files.filter(|entry| {
        let end = entry.path().extension().map(std::ffi::OsStr::to_ascii_lowercase);
        entry.file_type().is_file() && end.is_some_and(|end| ["ttf", "otf", "ttc", "otc"].iter().any(|known| end == *known))
    });
    let mut out = Vec::new();
    for entry in fonts {
        let Ok(bytes) = std::fs::read(entry.path()) else { continue };
        for (index, info) in (0..).zip(FontInfo::iter(&bytes)) {
            if !info.is_last_resort() {
                out.push((entry.path().to_owned(), index, info));
            }
        }
    }
    out
}
