//! On which files somebody is to be seen: for the right of access, and for erasure.

use serde_json::{Value, json};

use super::store;
use crate::contacts::{Part, Subject};
use crate::error::Problem;
use crate::literature::forms;
use crate::workspace::{ReadTx, WriteTx};

/// What assets keep of people. The picture itself stays when somebody is forgotten: others may be on it, and who may show it is judged
/// by people.
pub const SHOWN: Part = Part { word: "pictures", tell, erase };

fn tell(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<Value>, Problem> {
    let mut told = Vec::new();
    for person in &of.numbers {
        for (asset, shown) in store::shown_on(tx, *person)? {
            let name = forms::file(tx, asset).map(|file| file.name).unwrap_or_default();
            let about = store::about(tx, asset)?;
            told.push(json!({
                "file": name, "number": asset, "caption": about.caption, "taken_on": about.taken_on, "place": about.place,
                "consent": shown.consent.word(), "until": shown.until,
            }));
        }
    }
    Ok(told)
}

fn erase(tx: &WriteTx<'_>, of: &Subject) -> Result<(), Problem> {
    of.numbers.iter().try_for_each(|person| Ok(store::show_no_more(tx, *person)?))
}
